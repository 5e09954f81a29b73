import { tunedTable } from '../../ipc/tune/adoption.ts';
import { tuningRecord } from '../../ipc/tune/record.ts';
import type { Tuning } from '../../ipc/tune/tuning.ts';
import { forget, knownAdoptions } from '../../store/adopted-defaults.ts';
import type { RunStore } from '../../store/run-store.ts';
import { adoptFound, foundBy, knownTunings } from '../../store/tunings.ts';
import { prepareOutputs } from '../output-file.ts';
import { openRuns } from '../runs/open-runs.ts';
import { createPainter, type Paint } from '../terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { findTuning } from './find-tuning.ts';
import { measureTuning, startTuning } from './measure-tuning.ts';
import { readTuneOptions, type TuneOptions } from './options.ts';
import { adoptionsText, tuningsText, tuningText } from './text.ts';

/** What names all that was adopted. */
const ALL = 'all';

/** `tilescope tune`: searches for faster configurations, shows what was found, and adopts it for the device. */
export async function tuneCommand(parameters: readonly string[]): Promise<ExitCode> {
  const options = readTuneOptions(parameters);
  await prepareOutputs([options.jsonPath]);
  const store = openRuns();
  try {
    return await act(store, options, createPainter(process.stdout));
  } finally {
    store.dispose();
  }
}

async function act(store: RunStore, options: TuneOptions, paint: Paint): Promise<ExitCode> {
  const { action, isQuiet } = options;
  const tell = (text: string) => {
    if (!isQuiet) console.log(text);
  };
  const adopted = () => Object.values(knownAdoptions(store)).flat();
  switch (action.kind) {
    case 'start':
      return measureAndShow(store, await startTuning(store, action), action.budgetMs, options);
    case 'resume': {
      const tuning = findTuning(store, action.name ?? 'latest');
      return measureAndShow(store, tuning, action.budgetMs ?? tuning.budgetMs - tuning.spentMs, options);
    }
    case 'show':
      return show(store, findTuning(store, action.name), options);
    case 'list':
      tell(tuningsText(knownTunings(store), paint));
      return EXIT_CODES.ok;
    case 'adopt': {
      const added = adoptFound(store, findTuning(store, action.name));
      if (added.length === 0)
        throw new CommandError('Nothing to adopt: no variant is certainly faster than the defaults.');
      tell(adoptionsText(added, paint));
      return EXIT_CODES.ok;
    }
    case 'adopted':
      tell(adoptionsText(adopted(), paint));
      return EXIT_CODES.ok;
    case 'export':
      tell(tunedTable(adopted()));
      return EXIT_CODES.ok;
    case 'forget': {
      const { name } = action;
      const forgotten = forget(
        store,
        ({ sizeClass, contender, tuning, run }) =>
          [ALL, sizeClass, contender].includes(name) ||
          [tuning, run].some((id) => name !== '' && id.startsWith(name.toLowerCase())),
      );
      if (forgotten.length === 0)
        throw new UsageError(`--forget ${name}: nothing that was adopted is of this name; see --adopted`);
      tell(`Forgotten:\n${adoptionsText(forgotten, paint)}`);
      return EXIT_CODES.ok;
    }
  }
}

async function measureAndShow(
  store: RunStore,
  tuning: Tuning,
  budgetMs: number,
  options: TuneOptions,
): Promise<ExitCode> {
  const { tuning: measured, isCancelled } = await measureTuning(store, tuning, budgetMs, options.isQuiet);
  await show(store, measured, options);
  return isCancelled ? EXIT_CODES.interrupted : EXIT_CODES.ok;
}

async function show(store: RunStore, tuning: Tuning, { jsonPath, isQuiet }: TuneOptions): Promise<ExitCode> {
  const results = foundBy(store, tuning);
  if (!isQuiet) console.log(tuningText(tuning, results, createPainter(process.stdout)));
  if (jsonPath !== null) await writeJson(tuningRecord(tuning, results), jsonPath);
  return EXIT_CODES.ok;
}
