import type { Operands, Output } from '../contenders/operands.ts';
import type { Expectation } from '../reference.ts';
import { type Verdict, verify } from '../verify.ts';

/**
 * Verifies the outputs in every set of buffers; the verdict is the first failure, or that of the set with the largest
 * error. All sets have the same inputs, so most outputs are equal to those of the first set, byte for byte, and right.
 * @param change a fault on demand
 */
export async function verifySets(
  operands: Operands,
  expectations: readonly Expectation[],
  tolerance: number,
  change: (values: Float32Array) => void = () => undefined,
): Promise<Verdict> {
  const known = new Map<string, Uint8Array>();
  let worst: Verdict | null = null;
  for (let set = 0; set <= operands.copies.length; set++) {
    const outputs = new Map<string, Output>();
    for (const { output } of expectations) {
      const read = await operands.readOutput(output.buffer, set);
      change(read.values);
      outputs.set(output.buffer, read);
    }
    const isKnown = [...outputs].every(([name, { bytes }]) => isEqual(bytes, known.get(name)));
    if (isKnown) continue;
    const verdict = await verify(expectations, tolerance, async (name) => outputs.get(name) as Output);
    if (verdict.failure) return verdict;
    if (!worst) for (const [name, { bytes }] of outputs) known.set(name, bytes);
    if (errorOf(verdict) >= errorOf(worst)) worst = verdict;
  }
  return worst as Verdict;
}

function isEqual(bytes: Uint8Array, known: Uint8Array | undefined): boolean {
  return known !== undefined && Buffer.compare(bytes, known) === 0;
}

function errorOf(verdict: Verdict | null): number {
  return verdict?.verification?.maxRelativeError ?? 0;
}
