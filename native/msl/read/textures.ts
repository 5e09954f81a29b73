import type { TokenList } from './tokens.ts';

const TEXTURE = /^(texture(1d|2d|3d|cube|_buffer)\w*|depth(2d|cube)\w*)$/;

/** Types of render pipelines and of ray tracing; some are ordinary names unless arguments follow. */
const ABSENT_TYPE =
  /^(intersector|intersection_(result|query|params|function_table)|(instance|primitive)_acceleration_structure|acceleration_structure|visible_function_table|(render|compute)_command|command_buffer|(render|compute)_pipeline_state|patch_control_point|mesh_grid_properties|interpolant|r8unorm|rgba8unorm|rgb10a2)$/;
const ABSENT_TEMPLATE = /^(mesh|imageblock)$/;
const TENSOR = /^(tensor|cooperative_tensor)$/;

/** A type that the CPU device lacks, and how a message says so. */
export interface AbsentType {
  readonly at: number;
  readonly type: string;
}

/**
 * Where a range of tokens first names a texture, a sampler or another such type; null when it does not. Tensors are such
 * types unless the text includes their headers.
 */
export function absentTypeIn(
  list: TokenList,
  { start, end }: { start: number; end: number },
  usesTensors: boolean,
): AbsentType | null {
  for (let at = start; at < end; at = list.next(at)) {
    const type = list.text(at);
    if (!list.isWord(at) || ['.', '->'].includes(list.text(list.previous(at)))) continue;
    const isTyped = list.isWord(list.next(at));
    const isTemplate = list.text(list.next(at)) === '<';
    if (TEXTURE.test(type) && (isTyped || isTemplate || list.text(list.next(at)) !== '='))
      return { at, type };
    if (type === 'sampler' && (isTyped || ['&', '*', '>', ',', '(', '{'].includes(list.text(list.next(at)))))
      return { at, type };
    if (ABSENT_TYPE.test(type) && (isTyped || isTemplate)) return { at, type };
    if (ABSENT_TEMPLATE.test(type) && isTemplate) return { at, type };
    if (TENSOR.test(type) && isTemplate && !usesTensors) return { at, type };
  }
  return null;
}
