import type { KeptProgram } from '../programs/kept-program.ts';

/**
 * Programs of a run: those of one shape differ in their numbers alone, so that a shape is kept once, with 0 for each
 * number. They are a half of the text of a large run otherwise, and a page shows one of them at a time.
 */
export interface PackedPrograms {
  readonly shapes: readonly KeptProgram[];
  /** Of each program the place of its shape, and its numbers in the order of JSON. */
  readonly programs: readonly (readonly number[])[];
}

export function packPrograms(programs: readonly KeptProgram[]): PackedPrograms {
  const places = new Map<string, number>();
  const packed = programs.map((program) => {
    const numbers: number[] = [];
    const shape = JSON.stringify(program, (_name, value) => {
      if (typeof value !== 'number') return value;
      numbers.push(value);
      return 0;
    });
    const place = places.get(shape) ?? places.size;
    places.set(shape, place);
    return [place, ...numbers];
  });
  return { shapes: [...places.keys()].map((shape) => JSON.parse(shape) as KeptProgram), programs: packed };
}

/** The programs by their places, each of which is unpacked when it is read. */
export function unpackPrograms({ shapes, programs }: PackedPrograms): Readonly<Record<string, KeptProgram>> {
  const unpacked: Record<string, KeptProgram> = {};
  for (const [place, [shape = 0, ...numbers]] of programs.entries()) {
    const get = () => filled(shapes[shape] as KeptProgram, numbers);
    Object.defineProperty(unpacked, place, { get, enumerable: true });
  }
  return unpacked;
}

function filled(shape: KeptProgram, numbers: readonly number[]): KeptProgram {
  let next = 0;
  return JSON.parse(JSON.stringify(shape), (_name, value) =>
    typeof value === 'number' ? numbers[next++] : value,
  );
}
