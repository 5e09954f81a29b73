import { causesOf } from '../doubts.ts';
import { differences } from '../history/differences.ts';
import { suiteOf } from '../history/suite.ts';
import { type ChoiceName, METHOD_CHOICES } from '../method.ts';
import type { Method, Run } from '../types.ts';

/** How much a difference between two runs matters to a comparison of their times. */
export type Weight = 'invalidates' | 'doubtful' | 'noted';

/** What differs between two runs, for people. */
export interface RunDifference {
  /** "Device" */
  readonly what: string;
  /** Null where one text says it all. */
  readonly baseline: string | null;
  readonly candidate: string;
  readonly weight: Weight;
}

type Compared = Pick<Run, 'request' | 'environment' | 'source' | 'cells'>;

/**
 * What differs between two runs, what invalidates a comparison first. Another device, operation or way of timing is
 * another quantity; another system or machine, and conditions, are another cause than the kernels.
 */
export function runDifferences(baseline: Compared, candidate: Compared): RunDifference[] {
  const [before, after] = [suiteOf(baseline).label, suiteOf(candidate).label];
  const between = (what: string, weight: Weight, one: string, other: string): RunDifference[] =>
    one === other ? [] : [{ what, weight, baseline: one, candidate: other }];
  return [
    ...between('Device', 'invalidates', before.device, after.device),
    ...between('Operation', 'invalidates', before.operation, after.operation),
    ...methodDifferences(baseline.request.method, candidate.request.method),
    ...between('System', 'doubtful', before.system, after.system),
    ...between('Conditions', 'doubtful', conditionsOf(baseline), conditionsOf(candidate)),
    ...differences(baseline, candidate).map(
      (text): RunDifference =>
        text === 'another machine'
          ? { what: 'Machine', weight: 'doubtful', baseline: null, candidate: text }
          : { what: 'Version', weight: 'noted', baseline: null, candidate: text },
    ),
    ...between('Source', 'noted', baseline.source ?? 'unknown', candidate.source ?? 'unknown'),
  ];
}

/** What decides how long a sample lasts and what it finds in the caches; not how many samples there are. */
function methodDifferences(before: Method, after: Method): RunDifference[] {
  const named = [
    ...(Object.keys(METHOD_CHOICES) as ChoiceName[]).map(
      (name) => [METHOD_CHOICES[name].label, before[name], after[name]] as const,
    ),
    ['Least sample', `${before.minSampleMs} ms`, `${after.minSampleMs} ms`] as const,
    ['Spin', `${before.spinMs} ms`, `${after.spinMs} ms`] as const,
  ];
  return named.flatMap(([what, one, other]) =>
    one === other ? [] : [{ what, weight: 'invalidates', baseline: String(one), candidate: String(other) }],
  );
}

function conditionsOf({ cells, request }: Compared): string {
  return causesOf(cells, request.method).sort().join(', ') || 'nothing against it';
}
