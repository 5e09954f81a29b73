import type { Diagnostic } from '../types.ts';
import { placeOf, userError } from '../user-error.ts';
import type { TokenList } from './tokens.ts';

/** `[[name(values)]]`. */
export interface Attribute {
  readonly name: string;
  readonly values: string;
  /** Where it was in the text, for messages. */
  readonly position: number;
}

/** Attributes of a kernel's arguments other than memory, with the expression by which an entry point passes each. */
export const POSITION_ATTRIBUTES = {
  thread_position_in_grid: 'msl::thread_position_in_grid(thread)',
  thread_position_in_threadgroup: 'msl::thread_position_in_threadgroup(thread)',
  thread_index_in_threadgroup: 'msl::scalar(thread.index)',
  thread_index_in_simdgroup: 'msl::scalar(thread.index % 32)',
  thread_index_in_quadgroup: 'msl::scalar(thread.index % 4)',
  quadgroup_index_in_threadgroup: 'msl::scalar(thread.index / 4)',
  simdgroup_index_in_threadgroup: 'msl::scalar(thread.index / 32)',
  simdgroups_per_threadgroup: 'msl::scalar((thread.group->lane_count + 31) / 32)',
  dispatch_simdgroups_per_threadgroup: 'msl::scalar((msl::count(thread.group->full_size) + 31) / 32)',
  quadgroups_per_threadgroup: 'msl::scalar((thread.group->lane_count + 3) / 4)',
  threads_per_simdgroup: 'msl::scalar(32)',
  thread_execution_width: 'msl::scalar(32)',
  threadgroup_position_in_grid: 'msl::vector(thread.group->position)',
  threadgroups_per_grid: 'msl::vector(thread.group->grid_groups)',
  threads_per_grid: 'msl::vector(thread.group->grid_threads)',
  grid_size: 'msl::vector(thread.group->grid_threads)',
  threads_per_threadgroup: 'msl::vector(thread.group->size)',
  dispatch_threads_per_threadgroup: 'msl::vector(thread.group->full_size)',
  dispatch_quadgroups_per_threadgroup: 'msl::scalar((msl::count(thread.group->full_size) + 3) / 4)',
  grid_origin: 'msl::scalar(0)',
} as const satisfies Record<string, string>;

/** Attributes of compute kernels, of render pipelines and of C++. Those of `clang` and `gnu` are known too. */
const OTHER_ATTRIBUTES = new Set([
  ...['kernel', 'buffer', 'texture', 'sampler', 'threadgroup', 'id', 'function_constant', 'host_name'],
  ...['max_total_threads_per_threadgroup', 'max_work_group_size', 'required_threads_per_threadgroup'],
  ...['visible', 'stitchable', 'user_annotation', 'user', 'raster_order_group', 'function_groups'],
  ...['stage_in', 'payload', 'position', 'color', 'point_size', 'imageblock_data', 'attribute', 'index'],
  ...['vertex', 'fragment', 'mesh', 'object', 'intersection', 'patch', 'early_fragment_tests'],
  ...['vertex_id', 'instance_id', 'base_vertex', 'base_instance', 'point_coord', 'front_facing', 'depth'],
  ...['sample_id', 'sample_mask', 'primitive_id', 'render_target_array_index', 'viewport_array_index'],
  ...['clip_distance', 'invariant', 'center_perspective', 'center_no_perspective', 'centroid_perspective'],
  ...['centroid_no_perspective', 'sample_perspective', 'sample_no_perspective', 'flat', 'stencil'],
  ...['barycentric_coord', 'amplification_count', 'amplification_id', 'position_in_patch', 'patch_id'],
  ...['maybe_unused', 'unused', 'nodiscard', 'deprecated', 'noreturn', 'fallthrough', 'likely', 'unlikely'],
  ...['no_unique_address', 'carries_dependency', 'always_inline', 'noinline', 'loop_unroll'],
]);

const isKnown = (name: string) =>
  name in POSITION_ATTRIBUTES || OTHER_ATTRIBUTES.has(name) || /^(clang|gnu|metal)::/.test(name);

/**
 * Removes `[[…]]` from the text and returns the attributes by the significant position before them.
 */
export function takeAttributes(list: TokenList): Map<number, Attribute[]> {
  const found = new Map<number, Attribute[]>();
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    const inner = list.next(i);
    if (list.text(i) !== '[' || list.text(inner) !== '[') continue;
    const end = list.closing(i);
    const before = list.previous(i);
    const attributes = parse(list, list.next(inner), list.previous(end));
    found.set(before, [...(found.get(before) ?? []), ...attributes]);
    list.erase(i, end + 1);
    i = end;
  }
  return found;
}

function parse(list: TokenList, start: number, end: number): Attribute[] {
  const attributes: Attribute[] = [];
  for (let i = start; i < end; i = list.next(i)) {
    const position = i;
    let name = list.text(i);
    while (list.text(list.next(i)) === '::') {
      i = list.next(list.next(i));
      name += `::${list.text(i)}`;
    }
    let values = '';
    if (list.text(list.next(i)) === '(') {
      const open = list.next(i);
      const close = list.closing(open);
      values = list.texts(open + 1, close).join(' ');
      i = close;
    }
    attributes.push({ name, values, position });
    if (list.text(list.next(i)) === ',') i = list.next(i);
  }
  return attributes;
}

/** Warnings of the attributes that nobody knows: as every compiler does, this one ignores them. */
export function unknownAttributes(list: TokenList, attributes: AttributeMap): Diagnostic[] {
  return [...attributes.values()]
    .flat()
    .filter(({ name }) => !isKnown(name))
    .map(({ name, position }) => ({
      severity: 'warning',
      ...placeOf(list, position),
      message: `unknown attribute '${name}' ignored`,
    }));
}

/** Refuses an attribute that nobody knows, where only an attribute says what is meant. Throws MslError. */
export function refuseUnknown(list: TokenList, attributes: readonly Attribute[]): void {
  const unknown = attributes.find(({ name }) => !isKnown(name));
  if (unknown) throw userError(list, unknown.position, `unknown attribute '${unknown.name}'`);
}

/** Attributes by the token they followed. */
export type AttributeMap = ReadonlyMap<number, readonly Attribute[]>;

/** The attributes after the tokens from the one before `start` up to `end`, exclusive. */
export function attributesIn(
  list: TokenList,
  attributes: AttributeMap,
  start: number,
  end: number,
): Attribute[] {
  const found = [...(attributes.get(list.previous(start)) ?? [])];
  for (let i = start; i < end; i = list.next(i)) found.push(...(attributes.get(i) ?? []));
  return found;
}

/** The name given by a `host_name` attribute. */
export function hostNameIn(attributes: readonly Attribute[]): string | undefined {
  return attributes.find(({ name }) => name === 'host_name')?.values.replaceAll(/"| /g, '');
}
