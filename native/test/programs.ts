import { expect, test } from 'vitest';
import { fill, type Launch, run } from './harness.ts';
import { kernelTable, type TableKernel } from './kernel-table.ts';

/** A kernel's body (and what stands before the kernel), run by one thread; it writes `out`. */
export interface Program extends Omit<TableKernel, 'parameters'> {
  readonly expected: readonly number[];
  readonly constants?: Launch['constants'];
}

/** A test for each program: what it leaves in `out`, which holds as many numbers as are expected of it. */
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
