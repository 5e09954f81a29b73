import { expect, test } from 'vitest';
import { fill, type Launch, run } from './harness.ts';
import { kernelTable, type TableKernel } from './kernel-table.ts';

/** The body of a kernel, with declarations before it, which one thread runs; it writes to `out`. */
export interface Program extends Omit<TableKernel, 'parameters'> {
  readonly expected: readonly number[];
  readonly constants?: Launch['constants'];
}

/** Tests that each program leaves the expected numbers in `out`. */
export function testPrograms(programs: Readonly<Record<string, Program>>): void {
  const parameters = 'device float *out [[buffer(0)]]';
  const entries = Object.entries(programs);
  const kernelOf = kernelTable(
    Object.fromEntries(entries.map(([name, program]) => [name, { ...program, parameters }])),
  );
  test.each(entries)('%s', async (name, { expected, constants }) => {
    const { source, kernel } = await kernelOf(name);
    const out = fill(expected.length, () => -1);
    await run(source, { kernel, constants, arguments: [out], threadsPerThreadgroup: [1, 1, 1] });
    expect([...out]).toEqual(expected);
  });
}
