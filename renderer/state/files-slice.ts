import type { StateCreator } from 'zustand';
import type { Invocations } from '../../electron/ipc/contract.ts';
import { formatItems } from '../../electron/ipc/figures.ts';
import { fileName } from '../../electron/ipc/file-name.ts';
import { runLink } from '../../electron/ipc/run-link.ts';
import type { LinkedRun, OpenedFiles, Result, RunHead } from '../../electron/ipc/types.ts';
import { DEFAULT_VIEW } from '../model/view-address.ts';
import { shownAddress } from './address.ts';
import { copyText } from './copy-text.ts';
import { bytesOf, failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

type ShownType = Invocations['runs.shown']['request']['type'];

/** Runs that come from files, and files that are made of runs. */
export interface FilesSlice {
  importRun(): Promise<void>;
  /** Shows the recorded run that comes with the application. */
  openDemo(): Promise<void>;
  exportRun(runId: string): Promise<void>;
  saveReport(runId: string): Promise<void>;
  savePdf(runId: string): Promise<void>;
  /** Saves what is shown of a run: texts of SVGs or of CSV, or PNG in base64. Several are pages of a PDF. */
  saveShown(run: RunHead, type: ShownType, draw: () => Promise<string[]>): Promise<void>;
  /** Shows the last of the runs of files that were opened outside of the page, and why others have none. */
  receiveOpened(opened: OpenedFiles): void;
  /** Shows what a link leads to, which was followed outside of the page. */
  receiveLink(link: Result<LinkedRun>): void;
  /** Copies a link to the shown run, with how it is shown. */
  copyLink(): void;
}

/** The view of a run that was opened for the first time, which has no address of its own. */
const LIKE_AT_FIRST = `view=${DEFAULT_VIEW.view}`;

/** Saves a file as browsers do. */
function download(name: string, content: string | Uint8Array<ArrayBuffer>): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export const createFilesSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], FilesSlice> =>
  (set, get) => {
    /** Runs what a person asked for; the failure of what they asked for before is over. */
    const act = async (action: () => Promise<void>) => {
      set({ notice: null });
      await action().catch((error) => get().notify(failureOf(error)));
    };
    const tellSaved = (what: string, saved: { path: string } | null) => {
      if (!saved) return;
      const message = `${what} ${saved.path}`;
      get().tell({ message });
      get().receiveLog({ level: 'info', message, at: new Date().toISOString() });
    };
    return {
      importRun: () =>
        act(async () => {
          const imported = await request(source, 'runs.import');
          if (imported) await get().showAdded(imported.runId);
        }),
      openDemo: () =>
        act(async () => {
          const { runId } = await request(source, 'runs.demo');
          await get().showAdded(runId);
        }),
      exportRun: (runId) =>
        act(async () => tellSaved('Exported the run to', await request(source, 'runs.export', { runId }))),
      saveReport: (runId) =>
        act(async () => tellSaved('Saved the report to', await request(source, 'runs.report', { runId }))),
      savePdf: (runId) =>
        act(async () => tellSaved('Saved the report to', await request(source, 'runs.pdf', { runId }))),
      saveShown: (run, type, draw) =>
        act(async () => {
          const parts = await draw();
          const [first = ''] = parts;
          if (source.kind === 'embedded')
            return download(`${fileName(run)}.${type}`, type === 'png' ? bytesOf(first) : first);
          const saved = await request(source, 'runs.shown', { runId: run.id, type, parts });
          tellSaved(parts.length > 1 ? 'Saved the slides to' : 'Saved the view to', saved);
        }),
      receiveOpened: (opened) =>
        void act(async () => {
          const { runIds, failures } = opened;
          const last = runIds.at(-1);
          if (last !== undefined) await get().showAdded(last);
          if (runIds.length > 1) get().tell({ message: `Opened ${formatItems(runIds.length, 'run')}` });
          const [first] = failures;
          if (first) get().notify({ ...first, message: failures.map(({ message }) => message).join(' · ') });
        }),
      receiveLink: (link) => {
        if (link.ok) void get().open(link.value.runId, link.value.view);
        else get().notify(link.error);
      },
      copyLink: () =>
        void act(async () => {
          const state = get();
          if (!state.run) return;
          const view = shownAddress(state) || LIKE_AT_FIRST;
          if (await copyText(runLink({ runId: state.run.id, view }), state.notify))
            state.tell({ message: 'Copied a link to what is shown, for those who have the run' });
        }),
    };
  };
