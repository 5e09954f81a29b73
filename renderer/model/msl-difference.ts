import type { Run } from '../../electron/ipc/types.ts';
import {
  type AdoptedDefaults,
  adoptedFor,
  contenderLabel,
  contenderOf,
  type Problem,
  parseVariant,
} from '../../kernels/index.ts';

/** The same contender with values of parameters that are not the run's. */
const GENERATED = {
  'generated:default': 'The generator’s default values',
  'generated:tuned': 'The values tuned for this device',
} as const;
type GeneratedId = keyof typeof GENERATED;

/** Something that the MSL of a cell can be compared with. */
export interface Difference {
  /** A contender of the run, or a key of GENERATED. */
  readonly id: string;
  readonly label: string;
  /** A contender of the run at the same problem, or the same contender generated with other defaults. */
  readonly contender: string;
  readonly isInRun: boolean;
  /** The defaults that it is generated with, if it is not in the run. */
  readonly adopted: AdoptedDefaults;
}

/**
 * What the MSL of a contender can be compared with: the original of a copy, its other configurations in the run, the
 * generator's own values and those that were tuned for the device, and the other generated contenders of the run.
 */
export function differencesOf(contender: string, problem: Problem, run: Run): readonly Difference[] {
  const { contenders, copy, adopted = {} } = run.request;
  const { id, overrides } = parseVariant(contender);
  const others = contenders.filter((name) => name !== contender && contenderOf(name)?.kind === 'generated');
  const original = copy?.name === contender ? copy.of : null;
  const isRelated = (name: string) => name === original || parseVariant(name).id === id;
  const inRun = (name: string): Difference => {
    const label = name === original ? `The original, ${contenderLabel(name)}` : contenderLabel(name);
    return { id: name, label, contender: name, isInRun: true, adopted };
  };
  const own = contenderOf(id)?.kind === 'generated' && original === null;
  const isTuned = adoptedFor(id, problem, adopted) !== null;
  const generated = (key: GeneratedId, defaults: AdoptedDefaults): Difference => ({
    ...{ id: key, label: GENERATED[key], contender: id, isInRun: false, adopted: defaults },
  });
  const hasOwnValues = Object.keys(overrides).length > 0;
  return [
    ...others.filter(isRelated).map(inRun),
    ...(own && (hasOwnValues || isTuned) ? [generated('generated:default', {})] : []),
    ...(own && hasOwnValues && isTuned ? [generated('generated:tuned', adopted)] : []),
    ...others.filter((name) => !isRelated(name)).map(inRun),
  ];
}

/** Whether the MSL of a run can be compared with what an id names; '' is whatever comes first. */
export function isDifferenceOf({ contenders }: Run['request'], id: string): boolean {
  return id === '' || Object.hasOwn(GENERATED, id) || contenders.includes(id);
}
