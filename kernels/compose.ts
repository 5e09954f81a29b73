import type { Pass, Program, ProgramBuffer } from './program.ts';

type Part = Pick<Program, 'buffers' | 'passes'>;

/** A part of a program whose buffers have other names in the whole program. */
export interface Renamed {
  readonly part: Part;
  /** The names of the part's buffers in the whole program. Buffers that are not listed keep their names. */
  readonly names: Readonly<Record<string, string>>;
}

/** The part with the whole program's names for its buffers. */
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
 * Parts in order, in one encoder. Buffers that are not the program's own are scratch; buffers of several parts with
 * the same name are one buffer.
 * @param own the inputs and outputs of the whole program
 */
export function compose(own: readonly ProgramBuffer[], parts: readonly Renamed[]): Part {
  const renamed = parts.map(rename);
  const buffers = new Map(own.map((buffer) => [buffer.name, buffer]));
  for (const buffer of renamed.flatMap((part) => part.buffers)) {
    if (!buffers.has(buffer.name)) buffers.set(buffer.name, { ...buffer, role: 'scratch' });
  }
  return { buffers: [...buffers.values()], passes: renamed.flatMap(({ passes }) => passes) };
}
