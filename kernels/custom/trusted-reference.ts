import { isWholeType } from '../msl/dtype.ts';
import type { Program, ProgramBuffer } from '../program.ts';
import type { ExpectedOutput, LinearAlgebra, Reference } from '../reference.ts';
import { BadReference } from './bad-reference.ts';
import { columnsOf, elementsOf } from './formula-reference.ts';

/**
 * What a trusted kernel writes. An element's scale is its own size or that of a typical element of its output, whichever
 * is more, since nothing is known about the terms of its sum.
 */
export function trustedReference(
  program: Program,
  buffers: readonly ProgramBuffer[],
  inputs: Readonly<Record<string, Float32Array>>,
): Reference {
  let written: Promise<Readonly<Record<string, Float32Array>>> | null = null;
  const run = (algebra: LinearAlgebra) => {
    if (!algebra.run) throw new BadReference('it trusts a kernel that nobody here has asked to run');
    written ??= algebra.run(program, inputs);
    return written;
  };
  const outputs = buffers.filter(({ role }) => role === 'output' || role === 'inout');
  return { outputs: outputs.map((buffer) => trustedOutput(buffer, run)) };
}

function trustedOutput(
  { name, dtype, shape }: ProgramBuffer,
  run: (algebra: LinearAlgebra) => Promise<Readonly<Record<string, Float32Array>>>,
): ExpectedOutput {
  const columns = columnsOf(shape);
  let typical: number | null = null;
  return {
    buffer: name,
    dtype,
    rows: elementsOf(shape) / columns,
    columns,
    relativeTo: 'what the trusted kernel wrote there, or a typical element of its output if that is more',
    rowCost: { multiplyAdds: columns, exponentials: 0 },
    at: (row, column) => row * columns + column,
    async compute(rows, algebra) {
      const all = (await run(algebra))[name] as Float32Array;
      typical ??= typicalSize(all, name);
      const values = new Float64Array(rows.length * columns);
      for (const [at, row] of rows.entries())
        values.set(all.subarray(row * columns, (row + 1) * columns), at * columns);
      const least = typical;
      const scales = isWholeType(dtype)
        ? values.map(() => 0)
        : values.map((value) => Math.max(least, Math.abs(value)));
      return { values, scales };
    },
  };
}

/** The root of the mean square of an output. Throws if it is not finite. */
function typicalSize(values: Float32Array, name: string): number {
  let sum = 0;
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value))
      throw new BadReference(`the trusted kernel writes ${value} to element ${index} of ${name}`);
    sum += value * value;
  }
  return Math.sqrt(sum / values.length);
}
