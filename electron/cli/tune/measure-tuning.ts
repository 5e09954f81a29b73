import { defaultContendersOf, libraryOf, parseVariant } from '../../../kernels/index.ts';
import { formatElapsed, formatItems } from '../../ipc/figures.ts';
import { MAX_CONTENDERS } from '../../ipc/limits.ts';
import { machineId } from '../../ipc/machine.ts';
import { noiseKey } from '../../ipc/noise/noise-floor.ts';
import { runnableOn } from '../../ipc/presets/quick-sweep.ts';
import { standingsOf } from '../../ipc/tune/standings.ts';
import { classesOf, type Tuning } from '../../ipc/tune/tuning.ts';
import type { Run } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { continueTuning } from '../../store/continue-tuning.ts';
import type { RunStore } from '../../store/run-store.ts';
import { beginTuning } from '../../store/tunings.ts';
import { chooseDevice } from '../choose-device.ts';
import { startCompute, unwrap } from '../compute-session.ts';
import { shortId } from '../runs/open-runs.ts';
import type { CellOptions } from '../sweep/cell-options.ts';
import { measureInto } from '../sweep/measure-run.ts';
import { runName } from '../sweep/run-name.ts';
import { environmentText } from '../sweep/run-text.ts';
import { onInterruption } from '../terminal/interruptions.ts';
import { createPainter } from '../terminal/paint.ts';
import { CommandError, UsageError } from '../usage-error.ts';

/** A new tuning, in the store. Throws UsageError, CommandError. */
export async function startTuning(
  store: RunStore,
  { cells, budgetMs, seed }: { cells: CellOptions; budgetMs: number; seed: number },
): Promise<Tuning> {
  const compute = startCompute();
  try {
    const device = await chooseDevice(compute, cells.device);
    const { problems } = cells;
    const contenders = tunable(cells, runnableOn(device, defaultContendersOf(cells.op), problems));
    const name = `Tuning of ${runName(problems)}`;
    return beginTuning(
      store,
      { device, machine: machineId() },
      { name, problems, contenders, seed, budgetMs },
    );
  } finally {
    compute.kill();
  }
}

/** The contenders that have parameters. Throws UsageError. */
function tunable({ contenders, offered }: CellOptions, runnable: readonly string[]): string[] {
  const variant = contenders?.find((name) => Object.keys(parseVariant(name).overrides).length > 0);
  if (variant !== undefined)
    throw new UsageError(`--contenders ${variant}: expected a contender without parameters, which are tuned`);
  const library = contenders?.find((name) => libraryOf(name));
  if (library !== undefined)
    throw new UsageError(`--contenders ${library}: a library has no parameters to tune`);
  const chosen = (contenders ?? offered ?? runnable).filter((name) => !libraryOf(name));
  if (chosen.length === 0) throw new UsageError('--contenders: no generated contender runs on the device');
  return chosen.slice(0, MAX_CONTENDERS);
}

/** Spends so many milliseconds on a tuning, and keeps all of it in the store. Throws CommandError. */
export async function measureTuning(
  store: RunStore,
  begun: Tuning,
  budgetMs: number,
  isQuiet: boolean,
): Promise<{ tuning: Tuning; isCancelled: boolean }> {
  const tell = (text: string) => {
    if (!isQuiet) console.log(text);
  };
  let compute = startCompute(isQuiet);
  let isAlive = true;
  let isCancelled = false;
  const unsubscribe = onInterruption(() => {
    isCancelled = true;
  });
  const watch = () => {
    isAlive = true;
    compute.onExit(() => {
      isAlive = false;
    });
  };
  watch();
  try {
    const device = await chooseDevice(compute, begun.device);
    if (noiseKey({ device, machine: machineId() }) !== begun.machine)
      throw new CommandError(`“${visibleLine(begun.name)}” began on another machine: go on there.`);
    const environment = unwrap(await compute.request('environment', { device: device.id }));
    const paint = createPainter(process.stdout);
    tell(`${paint('strong', visibleLine(begun.name))}  ${paint('quiet', shortId(begun.id))}`);
    tell(`${environmentText(environment, paint)}\n`);
    const tuning = await continueTuning(store, begun, environment, budgetMs, {
      isCancelled: () => isCancelled,
      measure: async (heat) => {
        if (!isAlive) compute = startCompute(isQuiet);
        if (!isAlive) watch();
        await measureInto(compute, store, heat, isQuiet || !process.stderr.isTTY);
      },
      onHeat: (heat, measured, heats, leftMs) => tell(heatText(measured, heat, heats, leftMs)),
    });
    return { tuning, isCancelled };
  } finally {
    unsubscribe();
    compute.kill();
  }
}

/** "gemm f32, 1 to 100 MFLOP: screen of 12 contenders; best so far 0.912× …; 3 min 05 s left" */
function heatText(tuning: Tuning, { request, failure }: Run, heats: readonly Run[], leftMs: number): string {
  const { heat, contenders } = request;
  const tuned = classesOf(tuning, heats).find(({ name }) => name === heat?.sizeClass);
  const best = tuned && standingsOf(tuned).ranked[0];
  const parts = [
    `${heat?.kind} of ${formatItems(contenders.length, 'contender')}`,
    ...(failure ? [failure.message] : []),
    ...(best ? [`best so far ${best.ratio.toFixed(3)}: ${best.contender}`] : []),
    `${formatElapsed(leftMs)} left`,
  ];
  return visibleLine(`${heat?.sizeClass}: ${parts.join('; ')}`);
}
