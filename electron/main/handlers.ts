import { type IpcMainInvokeEvent, ipcMain, nativeTheme } from 'electron';
import type { ZodType } from 'zod';
import { INVOCATIONS, type Invocations } from '../ipc/contract.ts';
import { machineId } from '../ipc/machine.ts';
import { NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import type { Failure, Result, Run, Settings } from '../ipc/types.ts';
import { validate } from '../ipc/validate.ts';
import { speedsAgainst } from '../ipc/verdict/against.ts';
import { cellHistory } from '../store/cell-history.ts';
import { importBundle } from '../store/import-run.ts';
import { knownFloors } from '../store/noise-floors.ts';
import { deleteSweep, renameSweep, savedSweeps, saveSweep } from '../store/saved-sweeps.ts';
import { StoreError } from '../store/store-error.ts';
import { listedRuns } from '../store/tunings.ts';
import { editHandlers } from './edit/edit-handlers.ts';
import { type Channel, DONE, fail, type Handlers, type Services, storeFailure } from './handler.ts';
import { presentHandlers } from './present-handlers.ts';
import { isOwnUrl } from './protocol.ts';
import { reviewHandlers } from './review-handlers.ts';
import { exportRun, importRun, savePdf, saveReport, saveShown } from './run-files.ts';
import { readSettings, writeSettings } from './settings.ts';
import { tuneHandlers } from './tune-handlers.ts';

/** Answers every channel of the contract, for the application's own page only and after checking the request. */
export function registerHandlers(services: Services): void {
  const handlers = handlersOf(services);
  for (const channel of Object.keys(INVOCATIONS) as Channel[]) {
    ipcMain.handle(channel, (event, request: unknown) => answer(handlers, channel, event, request));
  }
}

async function answer<C extends Channel>(
  handlers: Handlers,
  channel: C,
  event: IpcMainInvokeEvent,
  request: unknown,
): Promise<Result<unknown>> {
  try {
    if (!isTrusted(event)) {
      return fail('FORBIDDEN', `${channel}: the request is not from Tilescope's own page`);
    }
    const schema: ZodType = INVOCATIONS[channel].request;
    const checked = validate(schema, request, 'BAD_INPUT', channel);
    if (!checked.ok) return checked;
    return await handlers[channel](checked.value as Invocations[C]['request']);
  } catch (error) {
    if (error instanceof StoreError) return storeFailure(error);
    console.error(`${channel} failed:`, error);
    const message = error instanceof Error ? error.message : String(error);
    return fail('UNEXPECTED', `${channel}: ${message}`);
  }
}

/** Only the main frame of a window that shows the application's own page is trusted. */
function isTrusted(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnUrl(frame.url);
}

/** What the window is told of what could not be saved, for as long as the store tries again. */
export function storeTrouble({ message }: StoreError): Failure {
  const meanwhile =
    'What could not be saved is kept in memory, and saved as soon as it can be; a sweep goes on.';
  return { code: 'STORE_FAILED', message: `${message} ${meanwhile}` };
}

function handlersOf(services: Services): Handlers {
  const { store, supervisor, send, reportFolder, demoFile, onFileOpened, openFiles, onPageReady } = services;
  const withRun = <T>(runId: string, use: (run: Run) => Result<T> | Promise<Result<T>>) => {
    const run = store.run(runId);
    return run ? use(run) : noSuchRun(runId);
  };
  const tellChanged = (runId: string): Result<null> => {
    const header = store.header(runId);
    if (!header) return noSuchRun(runId);
    send('run.changed', header);
    return DONE;
  };
  const presets = () => ({ ok: true, value: savedSweeps(store) }) as const;
  return {
    'devices.list': () => supervisor.devices(),
    'conditions.get': () => supervisor.conditions(),
    'sweep.start': ({ name, sweep }) => supervisor.start(name, sweep),
    'sweep.resume': ({ runId }) => supervisor.resume(runId),
    'sweep.cancel': ({ runId }) => supervisor.cancel(runId),
    'runs.list': () => {
      store.recover();
      return { ok: true, value: listedRuns(store) };
    },
    'runs.get': ({ runId }) => {
      const header = store.header(runId);
      // What is sent of a running sweep's samples continues those that were sent before.
      const isOwn = header?.status === 'running' && !header.isElsewhere;
      const run = isOwn ? store.run(runId) : store.outline(runId);
      return run ? { ok: true, value: { ...run, ...NO_PROGRAMS } } : noSuchRun(runId);
    },
    'runs.samples': ({ runId, cellId }) => {
      const cell = store.cell(runId, cellId);
      return cell ? { ok: true, value: cell.samples } : noSuchRun(runId);
    },
    'runs.program': ({ runId, cellId }) => ({ ok: true, value: store.program(runId, cellId) }),
    'runs.rename': ({ runId, name }) => {
      store.rename(runId, name);
      return tellChanged(runId);
    },
    'runs.delete': ({ runId }) => {
      if (store.header(runId)?.status === 'running') {
        return fail('RUN_RUNNING', 'This run is being measured: wait until it ends, or cancel it.');
      }
      store.discard(runId);
      return DONE;
    },
    'runs.restore': ({ runId }) => (store.restore(runId) ? tellChanged(runId) : noSuchRun(runId)),
    'runs.mark': ({ runId, ...marks }) => {
      store.mark(runId, marks);
      return tellChanged(runId);
    },
    'runs.trends': ({ runIds }) => ({
      ok: true,
      value: Object.fromEntries(runIds.map((runId) => [runId, store.bestRates(runId)])),
    }),
    'runs.speeds': ({ runId, reference }) =>
      withRun(runId, (run) => ({ ok: true, value: speedsAgainst(reference, run) })),
    'runs.history': ({ runId, cellId }) => ({ ok: true, value: cellHistory(store, runId, cellId) }),
    'runs.export': ({ runId }) => {
      const header = store.header(runId);
      if (!header) return noSuchRun(runId);
      const whole = { ...header, ...store.programs(runId), ...store.decided(runId) };
      return exportRun(whole, store.cells(runId));
    },
    'runs.import': async () => {
      const result = await importRun(store);
      if (result.ok && result.value) {
        tellChanged(result.value.runId);
        onFileOpened?.();
      }
      return result;
    },
    'runs.open': async ({ paths }) => {
      await openFiles?.(paths);
      return DONE;
    },
    'runs.demo': async () => {
      const result = await importBundle(store, demoFile);
      if (result.ok) tellChanged(result.value.runId);
      return result;
    },
    'runs.report': ({ runId }) => withRun(runId, (run) => saveReport(run, reportFolder)),
    'runs.pdf': ({ runId }) => withRun(runId, (run) => savePdf(run, reportFolder)),
    'runs.shown': ({ runId, type, parts }) => {
      const header = store.header(runId);
      return header ? saveShown(header, type, parts) : noSuchRun(runId);
    },
    'compile.measure': ({ runId }) => withRun(runId, (run) => supervisor.compile(run)),
    'compile.cancel': ({ runId }) => supervisor.cancelCompilation(runId),
    'compile.get': ({ runId }) => ({ ok: true, value: store.compileTimes(runId) }),
    'noise.get': () => ({ ok: true, value: { machine: machineId(), floors: knownFloors(store) } }),
    'noise.measure': ({ device }) => supervisor.measureNoise(device),
    'noise.cancel': () => supervisor.cancelNoise(),
    ...tuneHandlers(services),
    'presets.list': presets,
    'presets.save': ({ name, preset, mayReplace }) =>
      saveSweep(store, name, preset, mayReplace)
        ? presets()
        : fail('PRESET_EXISTS', `There is a saved sweep ${name} already.`),
    'presets.rename': ({ name, next }) =>
      renameSweep(store, name, next)
        ? presets()
        : fail(
            'PRESET_EXISTS',
            `${name} was not renamed: it is gone, or there is a saved sweep ${next} already.`,
          ),
    'presets.delete': ({ name }) => {
      deleteSweep(store, name);
      return presets();
    },
    ...editHandlers(store, supervisor),
    ...reviewHandlers(services),
    ...presentHandlers(services, tellChanged),
    'window.ready': () => {
      onPageReady?.();
      return DONE;
    },
    'settings.get': () => ({ ok: true, value: readSettings(store) }),
    'settings.set': (change: Partial<Settings>) => {
      const settings = writeSettings(store, change);
      nativeTheme.themeSource = settings.theme;
      return { ok: true, value: settings };
    },
  };
}

function noSuchRun(runId: string): Result<never> {
  return fail('NO_SUCH_RUN', `There is no run ${runId}.`);
}
