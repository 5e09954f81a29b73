import {
  type AdoptedDefaults,
  generateWith,
  type ParameterValue,
  type Problem,
  type Target,
} from '../../kernels/index.ts';
import { compareSizes } from './problem-size.ts';

/**
 * What the parameters of some contenders are by themselves, at the smallest and the largest of some problems.
 * @param adopted the device's defaults in place of ours
 */
export function tunedValues(
  contenders: readonly string[],
  problems: readonly Problem[],
  target: Target,
  adopted: AdoptedDefaults = {},
): ReadonlyMap<string, ReadonlySet<ParameterValue>> {
  const [first] = problems;
  if (!first) return new Map();
  const smallest = problems.reduce((a, b) => (compareSizes(b, a) < 0 ? b : a), first);
  const largest = problems.reduce((a, b) => (compareSizes(b, a) > 0 ? b : a), first);
  const values = new Map<string, Set<ParameterValue>>();
  for (const contender of contenders) {
    for (const problem of new Set([smallest, largest])) {
      const generated = generateWith(adopted, contender, problem, target);
      if ('issues' in generated) continue;
      for (const [name, value] of Object.entries(generated.configuration)) {
        if (value !== undefined) values.set(name, (values.get(name) ?? new Set()).add(value));
      }
    }
  }
  return values;
}
