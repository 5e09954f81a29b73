import type { Pass, Program, ProgramBuffer } from './program.ts';

type Part = Pick<Program, 'buffers' | 'passes'>;

/** A part of a program whose buffers are called something else in the whole. */
export interface Renamed {
  readonly part: Part;
  /** The whole's name for a buffer of the part; the part's own where it has none. */
  readonly names: Readonly<Record<string, string>>;
}

/** A part with its buffers called by the names of the whole. */
export function rename({ part, names }: Renamed): Part {
  const nameOf = (name: string) => names[name] ?? name;
  const passes = part.passes.map((pass): Pass => {
    const bindings = pass.bindings.map((binding) =>
      'buffer' in binding ? { ...binding, buffer: nameOf(binding.buffer) } : binding,
    );
    return { ...pass, bindings };
  });
  return { buffers: part.buffers.map((buffer) => ({ ...buffer, name: nameOf(buffer.name) })), passes };
}

/**
 * Parts one after the other in one encoder. What the whole does not name as its own is scratch memory; buffers of
 * several parts that have one name are one buffer.
 * @param own the inputs and outputs of the whole
 */
export function compose(own: readonly ProgramBuffer[], parts: readonly Renamed[]): Part {
  const renamed = parts.map(rename);
  const buffers = new Map(own.map((buffer) => [buffer.name, buffer]));
  for (const buffer of renamed.flatMap((part) => part.buffers)) {
    if (!buffers.has(buffer.name)) buffers.set(buffer.name, { ...buffer, role: 'scratch' });
  }
  return { buffers: [...buffers.values()], passes: renamed.flatMap(({ passes }) => passes) };
}
