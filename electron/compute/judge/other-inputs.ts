import type { Family, Problem } from '../../../kernels/index.ts';
import { createRandom } from '../../ipc/random.ts';
import { createData, type ProblemData, type Shaping } from '../contenders/operands.ts';

/**
 * Other inputs for the same problem: all of them are new, or one element of each is. A kernel that keeps results for
 * inputs that it has seen is wrong for the former if it does not look at them, and for the latter if it looks at some.
 */
export async function otherInputs(
  family: Family<Problem>,
  problem: Problem,
  before: ProblemData,
  seed: number,
  shaping: Shaping,
): Promise<ProblemData> {
  const random = createRandom(seed, 'other inputs');
  const fresh = await createData(family, problem, random.below(2 ** 32), shaping);
  if (random.below(2) === 0) return fresh;
  const inputs: Record<string, Float32Array> = {};
  const buffers = before.buffers.map(({ described, bytes }, place) => {
    const source = fresh.buffers[place]?.bytes;
    const [values, newValues] = [before.inputs[described.name], fresh.inputs[described.name]];
    if (!bytes || !source || !values || !newValues) return { described, bytes };
    const [changed, changedValues] = [bytes.slice(), values.slice()];
    const [at, width] = [random.below(values.length), bytes.length / values.length];
    changed.set(source.subarray(at * width, (at + 1) * width), at * width);
    changedValues[at] = newValues[at] as number;
    inputs[described.name] = changedValues;
    return { described, bytes: changed };
  });
  return { inputs, buffers };
}
