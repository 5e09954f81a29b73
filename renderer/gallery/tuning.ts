// A tuning, recorded from a race of planted times: electron/compute/fixture/tune-trial.ts.
import { noiseKey } from '../../electron/ipc/noise/noise-floor.ts';
import type { Adoption } from '../../electron/ipc/tune/adoption.ts';
import { type TuningRecord, tuningRecordSchema } from '../../electron/ipc/tune/record.ts';
import type { KnownTunings, TuneProgress } from '../../electron/ipc/tune/tune-request.ts';
import type { Tuning } from '../../electron/ipc/tune/tuning.ts';
import { parseVariant } from '../../kernels/index.ts';
import recorded from './fixture/tuning.json';
import { FINISHED } from './runs.ts';

const PLACE = noiseKey(FINISHED.environment);

export const TUNING_RECORD: TuningRecord = tuningRecordSchema.parse(recorded);

/** A moment in the reader's time zone, so that the window shows the same one everywhere. */
const MOMENT = '2026-01-02T03:04:05';

const { id, name, device, seed, budgetMs, spentMs, classes } = TUNING_RECORD;

const TUNING: Tuning = {
  ...{ id, name, device, seed, budgetMs, spentMs },
  startedAt: MOMENT,
  machine: PLACE,
  problems: classes.flatMap(({ problems }) => problems),
  contenders: [...new Set(classes.flatMap(({ importance }) => importance.map(({ contender }) => contender)))],
  refused: {},
};

/** What `Adopt for this device` makes of the recording. */
const ADOPTED: Adoption[] = classes.flatMap(({ name: sizeClass, adoptable, final }) =>
  adoptable.slice(0, 1).flatMap((variant): Adoption[] => {
    const found = final?.own.find(({ contender }) => contender === variant);
    const run = final?.runs.at(-1);
    if (!found?.ratio || !found.interval95 || run === undefined) return [];
    const { id: contender, overrides } = parseVariant(variant);
    return [
      {
        ...{ sizeClass, contender, run, tuning: id, adoptedAt: MOMENT },
        overrides: { ...overrides },
        ratio: found.ratio,
        interval95: found.interval95,
        sizes: found.sizes.map(({ size }) => size),
        device: FINISHED.environment.device.name,
        generator: 'tilescope 0.1.0',
      },
    ];
  }),
);

const { machine } = FINISHED.environment;

export const TUNER: KnownTunings = { machine: machine ?? 'unknown machine', tunings: [TUNING], adopted: {} };
export const TUNER_ADOPTED: KnownTunings = { ...TUNER, adopted: { [PLACE]: ADOPTED } };
export const NO_TUNER: KnownTunings = { ...TUNER, tunings: [] };

export const TUNE_PROGRESS: TuneProgress = {
  tuning: id,
  sizeClass: classes[0]?.name ?? '',
  kind: 'screen',
  heat: 4,
  contenders: 14,
  left: 6,
  leader: classes[0]?.ranked[0] ?? null,
  spentMs: 0.4 * budgetMs,
  budgetMs,
  activity: 'timing 128×128×128',
};
