import { NativeError } from '../error.ts';
import type { NativeBinding, TensorView } from '../types.ts';
import type { TensorLayout, TensorType } from './addon-types.ts';
import type { LoadedPipeline } from './driver.ts';

/** Bits of an element, by the types that Metal has tensors of (MTLTensorDataType). */
const ELEMENT_BITS: Readonly<Record<string, number>> = {
  ...{ float: 32, half: 16, bfloat: 16, char: 8, uchar: 8, short: 16, ushort: 16, int: 32, uint: 32 },
  ...{ int4b_format: 4, uint4b_format: 4, int2b_format: 2, uint2b_format: 2 },
  ...{ metal_fp4_e2m1_format: 4, metal_fp8_e4m3_format: 8, metal_fp8_e5m2_format: 8 },
};

/**
 * Checks that arguments that are tensors are bound to such, and no others. Throws NativeError BAD_ARGUMENT, which names
 * the argument and what it is declared as.
 */
export function checkTensors(
  { name, tensors, arguments: expected }: Pick<LoadedPipeline, 'name' | 'tensors' | 'arguments'>,
  bindings: readonly NativeBinding[],
): void {
  for (const binding of bindings) {
    if (!('buffer' in binding || 'words' in binding)) continue;
    const { index } = binding;
    const view = 'buffer' in binding ? binding.tensor : undefined;
    const declared = tensors.find((tensor) => tensor.index === index);
    const argument = expected.find((one) => one.index === index && one.kind === 'buffer');
    const what = `${name}: ${argument ? `argument "${argument.name}"` : `buffer(${index})`}`;
    if (!declared && view) throw bad(`${what} is no tensor, but one is bound at index ${index}`);
    if (!declared || !('buffer' in binding)) {
      if (declared) throw bad(`${what} is ${describe(declared)}, but words are bound at index ${index}`);
      continue;
    }
    if (!view) throw bad(`${what} is ${describe(declared)}, but a plain buffer is bound at index ${index}`);
    checkView(what, declared, view, binding.buffer.sizeBytes);
  }
}

const bad = (message: string) => new NativeError('BAD_ARGUMENT', message);

/** "a tensor of half with 2 dimensions" */
const describe = ({ element, extents }: Pick<TensorType, 'element' | 'extents'>) =>
  `a tensor of ${element} with ${extents.length} ${extents.length === 1 ? 'dimension' : 'dimensions'}`;

function checkView(what: string, declared: TensorType, view: TensorView, sizeBytes: number): void {
  const { element, extents } = view;
  if (declared.element !== element || declared.extents.length !== extents.length)
    throw bad(`${what} is ${describe(declared)}, but ${describe(view)} is bound`);
  for (const [i, extent] of extents.entries()) {
    const fixed = declared.extents[i] ?? null;
    const expected =
      fixed === null ? `a whole number from 1 to ${declared.largest}` : `${fixed}, which the text declares`;
    const isRight = Number.isInteger(extent) && extent >= 1 && extent <= declared.largest;
    if (!isRight || (fixed !== null && extent !== fixed))
      throw bad(`${what}: extents[${i}] = ${extent}: expected ${expected}`);
  }
  const { strides } = tensorLayout(view);
  if (strides.length !== extents.length)
    throw bad(`${what} has ${strides.length} strides: expected ${extents.length}, one for each extent`);
  for (const [i, stride] of strides.entries()) checkStride(`${what}: strides[${i}]`, i, stride, view);
  const last = extents.reduce((sum, extent, i) => sum + (extent - 1) * (strides[i] ?? 0), 0);
  const needed = Math.ceil(((last + 1) * (ELEMENT_BITS[element] ?? 8)) / 8);
  if (needed > sizeBytes)
    throw bad(`${what}: the tensor needs ${needed} bytes, but its buffer has ${sizeBytes}`);
}

/** What MTLTensorDescriptor requires of strides. */
function checkStride(what: string, i: number, stride: number, view: TensorView): void {
  const { strides } = tensorLayout(view);
  const least = i === 0 ? 1 : (strides[i - 1] ?? 1) * (view.extents[i - 1] ?? 1);
  if (Number.isSafeInteger(stride) && (i === 0 ? stride === 1 : stride >= least)) return;
  const expected = i === 0 ? '1' : `a whole number of at least ${least}, the stride before it by its extent`;
  throw bad(`${what} = ${stride}: expected ${expected}`);
}

/** A view with its strides. */
export function tensorLayout({ extents, strides }: TensorView): TensorLayout {
  if (strides) return { extents, strides };
  let dense = 1;
  return {
    extents,
    strides: extents.map((extent) => {
      const stride = dense;
      dense *= extent;
      return stride;
    }),
  };
}
