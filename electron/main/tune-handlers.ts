// The channels of the tuner.
import { machineId } from '../ipc/machine.ts';
import { noiseKey } from '../ipc/noise/noise-floor.ts';
import { tunedTable } from '../ipc/tune/adoption.ts';
import { tuningRecord } from '../ipc/tune/record.ts';
import { isHeatOf, type Tuning } from '../ipc/tune/tuning.ts';
import type { Environment, Result } from '../ipc/types.ts';
import { forget, knownAdoptions } from '../store/adopted-defaults.ts';
import {
  adoptFound,
  beginTuning,
  forgetTuning,
  foundBy,
  knownTunings,
  tunerState,
} from '../store/tunings.ts';
import { DONE, fail, type Handlers, type Services } from './handler.ts';
import { saveText } from './run-files.ts';

type TuneChannel = Extract<keyof Handlers, `tune.${string}`>;

export function tuneHandlers({
  store,
  supervisor,
  send,
}: Pick<Services, 'store' | 'supervisor' | 'send'>): Pick<Handlers, TuneChannel> {
  const withTuning = <R>(id: string, use: (tuning: Tuning) => R): R | Result<never> => {
    const tuning = knownTunings(store).find((one) => one.id === id);
    return tuning ? use(tuning) : fail('NO_SUCH_TUNING', `There is no tuning ${id}.`);
  };
  const changed = () => {
    send('tune.changed', tunerState(store));
    return DONE;
  };
  return {
    'tune.list': () => ({ ok: true, value: tunerState(store) }),
    'tune.show': ({ id }) =>
      withTuning(id, (tuning) => {
        return { ok: true, value: tuningRecord(tuning, foundBy(store, tuning)) } as const;
      }),
    'tune.start': ({ device, ...asked }) =>
      supervisor.tune(device, (environment) => {
        const tuning = beginTuning(store, environment, asked);
        return { ok: true, value: { tuning, budgetMs: asked.budgetMs } };
      }),
    'tune.resume': ({ id, budgetMs }) =>
      withTuning(id, (tuning) => {
        const leftMs = budgetMs ?? tuning.budgetMs - tuning.spentMs;
        return supervisor.tune(
          tuning.device,
          (environment) =>
            elsewhere(tuning, environment) ?? { ok: true, value: { tuning, budgetMs: Math.max(0, leftMs) } },
        );
      }),
    'tune.cancel': () => supervisor.cancelTuning(),
    'tune.adopt': ({ id }) =>
      withTuning(id, (tuning) =>
        adoptFound(store, tuning).length > 0
          ? changed()
          : fail('NOTHING_TO_ADOPT', 'No variant is certainly faster than the defaults.'),
      ),
    'tune.forget': ({ place, sizeClass, contender }) => {
      const own = knownAdoptions(store)[place] ?? [];
      const isMeant = (one: (typeof own)[number]) =>
        one.sizeClass === sizeClass && one.contender === contender;
      forget(store, isMeant, place);
      return changed();
    },
    'tune.delete': ({ id }) =>
      withTuning(id, (tuning) => {
        const isMeasured = store
          .headers()
          .some((header) => header.status === 'running' && isHeatOf(tuning, header));
        if (isMeasured)
          return fail('TUNING', 'This tuning is being measured: wait until it ends, or cancel it.');
        forgetTuning(store, tuning);
        return changed();
      }),
    'tune.export': () =>
      saveText(
        'Export Adopted Defaults',
        'tilescope-tuned.ts',
        `${tunedTable(Object.values(knownAdoptions(store)).flat())}\n`,
      ),
  };
}

/** Why a tuning cannot go on here; null if it can. */
function elsewhere({ name, machine }: Tuning, { device }: Environment): Result<never> | null {
  if (noiseKey({ device, machine: machineId() }) === machine) return null;
  return fail('OTHER_DEVICE', `“${name}” began on another machine: go on there.`);
}
