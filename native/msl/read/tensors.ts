import type { MslOptions } from '../types.ts';
import type { TokenList } from './tokens.ts';

/** The headers of tensors and of the operations on them, in `../../include/std`. */
export const TENSOR_HEADER =
  /^(metal_tensor|metal_cooperative_tensor|MetalPerformancePrimitives\/(MetalPerformancePrimitives|MPPTensorOpsMatMul2d)\.h)$/;

/** What they leave in the text: their content comes precompiled, only for those that include them. */
export const TENSORS_PRAGMA = '#pragma msl tensors';

/** Whether a version of the language has tensors. */
export function hasTensors(version: MslOptions['languageVersion']): boolean {
  return version === '4.0' || version === '4.1';
}

/** Erases what the headers left in a text. Returns whether they did. */
export function takeTensors(list: TokenList): boolean {
  const found = list.tokens.filter(({ kind, text }) => kind === 'pragma' && text.trim() === TENSORS_PRAGMA);
  for (const token of found) token.text = '';
  return found.length > 0;
}
