import type { StateCreator } from 'zustand';
import { fileName } from '../../electron/ipc/file-name.ts';
import type { Result, RunHead } from '../../electron/ipc/types.ts';
import { bytesOf, failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** Runs that come from files, and files that are made of runs. */
export interface FilesSlice {
  importRun(): Promise<void>;
  /** Shows the recorded run that comes with the application. */
  openDemo(): Promise<void>;
  exportRun(runId: string): Promise<void>;
  saveReport(runId: string): Promise<void>;
  savePdf(runId: string): Promise<void>;
  /** Saves a picture of a run, drawn as the text of an SVG or as PNG in base64. */
  savePicture(run: RunHead, type: 'svg' | 'png', draw: () => Promise<string>): Promise<void>;
  /** The run of a file that was opened outside of the page, or why there is none. */
  receiveOpened(opened: Result<{ runId: string }>): void;
}

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
      savePicture: (run, type, draw) =>
        act(async () => {
          const data = await draw();
          if (source.kind === 'embedded')
            return download(`${fileName(run)}.${type}`, type === 'png' ? bytesOf(data) : data);
          const saved = await request(source, 'runs.picture', { runId: run.id, type, data });
          tellSaved('Saved the chart to', saved);
        }),
      receiveOpened: (opened) =>
        void act(async () => {
          if (opened.ok) await get().showAdded(opened.value.runId);
          else get().notify(opened.error);
        }),
    };
  };
