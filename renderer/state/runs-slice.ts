import type { StateCreator } from 'zustand';
import { applyUpdates, type CellUpdate } from '../../electron/ipc/cell-update.ts';
import type { Progress } from '../../electron/ipc/compute-protocol.ts';
import type { Events } from '../../electron/ipc/contract.ts';
import { isSameCeiling, underRoof } from '../../electron/ipc/roof.ts';
import type { Cell, DeviceInfo, Run, RunHead, RunHeader, SweepRequest } from '../../electron/ipc/types.ts';
import { countDone, sharingProblems } from '../model/cells.ts';
import { NOTHING_SELECTED } from '../model/selection.ts';
import { stateAt } from './address.ts';
import { readShown } from './shown.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';
import { readColumns, readDrawer } from './view-slice.ts';

type LogEntry = Events['log'];

/** Older entries of the log are dropped beyond this many. */
const LOG_LENGTH = 500;

export interface RunsSlice {
  /** Which requests of the start have been answered, successfully or not. */
  arrived: { readonly settings: boolean; readonly devices: boolean; readonly runs: boolean };
  devices: readonly DeviceInfo[];
  /** Newest first. */
  headers: readonly RunHeader[];
  /** The run that is shown. */
  run: Run | null;
  /** The progress of the running sweep. */
  progress: Progress | null;
  log: readonly LogEntry[];
  /** The run whose sweep was asked to stop and has not yet. */
  cancelling: string | null;
  /** Whether a sweep was asked for and has not begun yet. */
  starting: boolean;
  load(): Promise<void>;
  /** Shows a run. @param address how, see addressOf(); left out, as the one before, but all of it and no cell selected */
  open(runId: string, address?: string | null): Promise<void>;
  /** Shows a run that has just been added. */
  showAdded(runId: string): Promise<void>;
  /** Fetches the samples of a cell of the shown run, which came without them. */
  fetchSamples(runId: string, cellId: string): Promise<void>;
  /** Returns whether the sweep has begun, as resume() does. */
  start(name: string, sweep: SweepRequest): Promise<boolean>;
  resume(runId: string): Promise<boolean>;
  cancel(): Promise<void>;
  rename(runId: string, name: string): Promise<void>;
  /** Deletes a run; a toast undoes that. */
  remove(runId: string): Promise<void>;
  restore(runId: string): Promise<void>;
  receiveCells(runId: string, updates: readonly CellUpdate[]): void;
  receiveHeader(header: RunHeader): void;
  receiveProgress(progress: Progress): void;
  receiveLog(entry: LogEntry): void;
}

/** The sweep that this application runs; null if there is none. */
export function runningRun({ headers }: Pick<RunsSlice, 'headers'>): RunHeader | null {
  return headers.find(({ status, isElsewhere }) => status === 'running' && !isElsewhere) ?? null;
}

/** The run with what changed about it; its cells reach another share of another roof. */
function withHead(run: Run, changed: RunHead): Run {
  const { roof } = changed.environment;
  const cells = isSameCeiling(run.environment.roof, roof)
    ? run.cells
    : run.cells.map((cell) => underRoof(cell, roof));
  return { ...run, ...changed, cells };
}

export const createRunsSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], RunsSlice> =>
  (set, get) => {
    const embedded = source.kind === 'embedded';

    /** Updates that arrive while their run is fetched, whose copy of the cells may be older. */
    let arriving: { runId: string; updates: CellUpdate[] } | null = null;

    /** Runs an action and shows its failure. */
    const attempt = async (action: () => Promise<void>) => {
      try {
        await action();
      } catch (error) {
        get().notify(failureOf(error));
      }
    };
    /** Runs what a person asked for; the failure of what they asked for before is over. */
    const act = (action: () => Promise<void>) => {
      get().notify(null);
      return attempt(action);
    };
    /** Begins a sweep, unless one is just beginning. Returns whether it did. */
    const begin = async (ask: () => Promise<{ runId: string }>): Promise<boolean> => {
      if (get().starting) return false;
      set({ starting: true });
      let hasBegun = false;
      await act(async () => {
        const { runId } = await ask();
        hasBegun = true;
        await get().showAdded(runId);
      });
      set({ starting: false });
      return hasBegun;
    };
    /** Fetches a run; null if another one was asked for in the meantime. */
    const fetchRun = async (runId: string): Promise<Run | null> => {
      const opening = { runId, updates: [] as CellUpdate[] };
      arriving = opening;
      try {
        const run = await request(source, 'runs.get', { runId });
        if (arriving !== opening) return null;
        // A run that has ended is whole, but for its samples: what arrived of it is older.
        const cells = run.status === 'running' ? applyUpdates(run.cells, opening.updates) : run.cells;
        return { ...run, cells: sharingProblems(cells) };
      } finally {
        if (arriving === opening) arriving = null;
      }
    };
    const show = async (runId: string, address: string | null = null) => {
      const run = await fetchRun(runId);
      if (!run) return;
      const whole = { selection: NOTHING_SELECTED, hidden: [], zoom: null, filter: '' };
      set({ run, ...(address === null ? whole : stateAt(address, run)) });
    };
    /** Fetches the shown run again: what another process measures does not arrive by itself. */
    const refresh = async (runId: string) => {
      const run = arriving ? null : await fetchRun(runId);
      if (run && get().run?.id === runId) set({ run });
    };
    const refreshHeaders = async () => {
      const headers = await request(source, 'runs.list');
      set({ headers: headers.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt)) });
    };
    const arrive = (what: keyof RunsSlice['arrived']) =>
      set(({ arrived }) => ({ arrived: { ...arrived, [what]: true } }));

    return {
      arrived: { settings: embedded, devices: embedded, runs: embedded },
      devices: source.kind === 'embedded' ? [source.run.environment.device] : [],
      headers: [],
      run: source.kind === 'embedded' ? source.run : null,
      progress: null,
      log: [],
      starting: false,
      cancelling: null,

      load: async () => {
        await attempt(async () => {
          const settings = await request(source, 'settings.get');
          const { drawer, 'table-columns': columns } = settings.layout;
          set({ settings, drawer: readDrawer(drawer), ...readColumns(columns) });
        });
        arrive('settings');
        const runs = attempt(async () => {
          await refreshHeaders();
          const { headers, settings } = get();
          const { runId, address } = readShown(settings.layout.shown);
          const first = runningRun(get()) ?? headers.find(({ id }) => id === runId) ?? headers[0];
          if (first) await show(first.id, address);
        })
          .then(() => arrive('runs'))
          .then(() => attempt(async () => void (await request(source, 'window.ready'))))
          .then(() => get().loadDrafts());
        // After the runs, which can be shown by then: it starts the compute process.
        const devices = attempt(async () => {
          const found = await request(source, 'devices.list');
          set({ devices: found });
          get().adoptDevices(found);
        }).then(() => arrive('devices'));
        const { loadNoise, loadTuner, loadSavedSweeps, loadBaselines } = get();
        await Promise.all([devices, runs, loadNoise(), loadTuner(), loadSavedSweeps(), loadBaselines()]);
      },
      open: (runId, address) => act(() => show(runId, address)),
      showAdded: async (runId) => {
        await refreshHeaders();
        await show(runId);
      },
      fetchSamples: (runId, cellId) =>
        attempt(async () => {
          const samples = await request(source, 'runs.samples', { runId, cellId });
          set(({ run }) => {
            if (run?.id !== runId) return {};
            const whole = (cell: Cell) =>
              cell.id === cellId && cell.samples.length === 0 ? { ...cell, samples } : cell;
            return { run: { ...run, cells: run.cells.map(whole) } };
          });
        }),
      start: (name, sweep) => begin(() => request(source, 'sweep.start', { name, sweep })),
      resume: (runId) => begin(() => request(source, 'sweep.resume', { runId })),
      cancel: () =>
        act(async () => {
          const running = runningRun(get());
          if (!running) return;
          set({ cancelling: running.id });
          try {
            await request(source, 'sweep.cancel', { runId: running.id });
          } catch (error) {
            set({ cancelling: null });
            throw error;
          }
        }),
      rename: (runId, name) =>
        act(async () => {
          await request(source, 'runs.rename', { runId, name });
          set(({ headers, run }) => ({
            headers: headers.map((header) => (header.id === runId ? { ...header, name } : header)),
            run: run?.id === runId ? { ...run, name } : run,
          }));
        }),
      remove: (runId) =>
        act(async () => {
          const name = get().headers.find(({ id }) => id === runId)?.name ?? 'the run';
          const before = get().headers.findIndex(({ id }) => id === runId);
          await request(source, 'runs.delete', { runId });
          get().tell({
            message: `Deleted “${name}”`,
            action: { label: 'Undo', run: () => void get().restore(runId) },
          });
          await refreshHeaders();
          if (get().run?.id !== runId) return;
          set({ run: null, selection: NOTHING_SELECTED });
          const { headers } = get();
          const next = headers[Math.min(before, headers.length - 1)];
          if (next) await show(next.id);
        }),
      restore: (runId) =>
        act(async () => {
          await request(source, 'runs.restore', { runId });
          await get().showAdded(runId);
        }),
      receiveCells: (runId, updates) => {
        if (arriving?.runId === runId) arriving.updates.push(...updates);
        set(({ run, headers }) => {
          if (run?.id !== runId) return {};
          const merged = applyUpdates(run.cells, updates);
          const doneCount = countDone(merged);
          return {
            run: { ...run, cells: merged },
            headers: headers.map((header) => (header.id === runId ? { ...header, doneCount } : header)),
          };
        });
      },
      receiveHeader: (header) => {
        const before = get().headers.find(({ id }) => id === header.id);
        if (get().run?.id === header.id && (header.isElsewhere || before?.isElsewhere))
          void attempt(() => refresh(header.id));
        set(({ headers, run, progress, cancelling }) => {
          const { cellCount: _cells, doneCount: _done, isElsewhere: _elsewhere, ...changed } = header;
          const known = headers.some(({ id }) => id === header.id);
          const isOver = header.status !== 'running';
          const isDone = isOver && progress?.runId === header.id;
          return {
            headers: known
              ? headers.map((old) => (old.id === header.id ? header : old))
              : [header, ...headers],
            run: run?.id === header.id ? withHead(run, changed) : run,
            progress: isDone ? null : progress,
            cancelling: isOver && cancelling === header.id ? null : cancelling,
          };
        });
      },
      receiveProgress: (progress) => set({ progress }),
      receiveLog: (entry) => set(({ log }) => ({ log: [...log.slice(1 - LOG_LENGTH), entry] })),
    };
  };
