import type { StateCreator } from 'zustand';
import { cellId } from '../../electron/ipc/cell.ts';
import type {
  CopyVerdict,
  Draft,
  EditedCell,
  EditedLaunch,
  OpenedCell,
  Scope,
} from '../../electron/ipc/edit/edit-schema.ts';
import type { Cell, Failure, RunHeader } from '../../electron/ipc/types.ts';
import { libraryOf } from '../../kernels/index.ts';
import { cellsById } from '../model/cell-index.ts';
import {
  type Changes,
  changesOf,
  editOf,
  hasErrors,
  isEdited,
  unchanged,
  withLaunch,
} from '../model/copy.ts';
import { activeOf, restingRef } from '../model/selection.ts';
import { type CopyWatch, UNKNOWN, watchCopy } from './copy-watch.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** A measurement of a copy beside its original. */
export interface Trial {
  readonly scope: Scope;
  /** Null until it has begun. */
  readonly runId: string | null;
  /** Null until it has ended. */
  readonly verdict: CopyVerdict | null;
  readonly failure: Failure | null;
  /** What was measured. */
  readonly changes: Changes;
}

/** A copy that is being edited. */
export interface Editing {
  readonly cell: OpenedCell;
  readonly changes: Changes;
  /** Which of its texts is shown. */
  readonly shown: number;
  readonly showsDifference: boolean;
  /** What the compiler and the check say. */
  readonly known: CopyWatch;
  readonly trial: Trial | null;
}

export interface EditSlice {
  editing: Editing | null;
  /** The cells of which copies are kept. */
  drafts: readonly EditedCell[];
  /** Fetches which copies are kept, and goes on with the one that was open. */
  loadDrafts(): Promise<void>;
  /** Opens the copy of a cell's program, begun or as it was left. */
  editCopy(cell: EditedCell): Promise<void>;
  closeEditor(): Promise<void>;
  /** Agrees that texts that came with a file are compiled and run. */
  agreeToCompile(): Promise<void>;
  setCopyText(text: string): void;
  setLaunch(pass: number, launch: EditedLaunch): void;
  revertCopy(): void;
  setEditView(view: Partial<Pick<Editing, 'shown' | 'showsDifference'>>): void;
  /** Checks the copy now, at a small problem. */
  checkCopy(): Promise<void>;
  /** Verifies the copy, and times it beside its original. */
  timeCopy(scope: Scope): Promise<void>;
  saveKernel(): Promise<void>;
  /** Keeps the copy at once if it was changed: the window may be closed. */
  keepCopy(): Promise<void>;
  /** A run has changed: perhaps nothing is measured any more. */
  receiveForCopy(header: RunHeader): void;
}

/** The cell whose text the MSL panel shows and that can be edited; null if there is none. */
export function editableCell({ run, selection, readOnly }: WorkbenchState): Cell | null {
  if (!run || readOnly) return null;
  const ref = activeOf(selection) ?? restingRef(run.id, run.cells, run.request.contenders);
  if (ref?.runId !== run.id || libraryOf(ref.contender)) return null;
  return cellsById(run.cells).get(cellId(ref.problem, ref.contender)) ?? null;
}

/** Whether a copy differs from its original, may be compiled, and has no errors that are known. */
export function isTimeable({ cell, changes, known: { diagnostics } }: Editing): boolean {
  return !cell.needsConsent && isEdited(cell, changes) && !(diagnostics && hasErrors(diagnostics));
}

/** How long typing has to pause before a copy is kept. */
const KEEP_MS = 200;

export const createEditSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], EditSlice> =>
  (set, get) => {
    const watch = watchCopy(source, get, (known) =>
      set(({ editing }) => (editing ? { editing: { ...editing, known } } : {})),
    );
    /** Set while something is to be kept. */
    let keepTimer: ReturnType<typeof setTimeout> | undefined;

    const attempt = async (action: () => Promise<void>) => {
      try {
        await action();
      } catch (error) {
        get().notify(failureOf(error));
      }
    };
    const refOf = ({ cell: { runId, cellId } }: Pick<Editing, 'cell'>): EditedCell => ({ runId, cellId });
    const keep = async ({ cell, changes }: Editing, isOpen: boolean) => {
      clearTimeout(keepTimer);
      keepTimer = undefined;
      const ref = refOf({ cell });
      const others = get().drafts.filter((one) => one.runId !== ref.runId || one.cellId !== ref.cellId);
      const isKept = isOpen || isEdited(cell, changes);
      const draft: Draft = { ...ref, edit: editOf(cell, changes), isOpen };
      if (isKept) await request(source, 'edit.keep', draft);
      else await request(source, 'edit.forget', ref);
      set({ drafts: isKept ? [ref, ...others] : others });
    };
    const keepSoon = () => {
      clearTimeout(keepTimer);
      keepTimer = setTimeout(() => void get().keepCopy(), KEEP_MS);
    };
    const change = (next: (editing: Editing) => Changes) => {
      const { editing } = get();
      if (!editing) return;
      set({ editing: { ...editing, changes: next(editing) } });
      keepSoon();
      watch.changed();
    };
    const setTrial = (trial: Partial<Trial>) =>
      set(({ editing }) =>
        editing?.trial ? { editing: { ...editing, trial: { ...editing.trial, ...trial } } } : {},
      );

    return {
      editing: null,
      drafts: [],

      loadDrafts: () =>
        attempt(async () => {
          const drafts = await request(source, 'edit.drafts');
          set({ drafts });
          const open = drafts.find(({ isOpen }) => isOpen);
          if (open && get().headers.some(({ id }) => id === open.runId)) await get().editCopy(open);
        }),
      editCopy: ({ runId, cellId }) =>
        attempt(async () => {
          const before = get().editing;
          if (before?.cell.runId === runId && before.cell.cellId === cellId) return;
          if (before) await keep(before, false);
          const cell = await request(source, 'edit.open', { runId, cellId });
          const editing: Editing = {
            cell,
            changes: changesOf(cell),
            shown: 0,
            showsDifference: false,
            known: UNKNOWN,
            trial: null,
          };
          watch.stop();
          set({ editing });
          await keep(editing, true);
          watch.changed();
        }),
      closeEditor: () =>
        attempt(async () => {
          const { editing } = get();
          if (!editing) return;
          set({ editing: null });
          watch.stop();
          await keep(editing, false);
        }),
      agreeToCompile: () =>
        attempt(async () => {
          const { editing } = get();
          if (!editing) return;
          await request(source, 'edit.agree', { runId: editing.cell.runId });
          set({ editing: { ...editing, cell: { ...editing.cell, needsConsent: false } } });
          watch.changed();
        }),
      setCopyText: (text) =>
        change(({ changes, shown }) => ({
          ...changes,
          texts: changes.texts.map((old, index) => (index === shown ? text : old)),
        })),
      setLaunch: (pass, launch) =>
        change(({ cell, changes }) => ({
          ...changes,
          launches: withLaunch(cell, changes.launches, pass, launch),
        })),
      revertCopy: () => change(({ cell }) => unchanged(cell)),
      setEditView: (view) => set(({ editing }) => (editing ? { editing: { ...editing, ...view } } : {})),
      checkCopy: () => watch.check(),
      timeCopy: async (scope) => {
        const { editing } = get();
        if (!editing || editing.cell.needsConsent) return;
        const { cell, changes } = editing;
        set({
          editing: { ...editing, trial: { scope, runId: null, verdict: null, failure: null, changes } },
        });
        watch.pause();
        try {
          const copy = { ...refOf({ cell }), edit: editOf(cell, changes) };
          const { runId } = await request(source, 'edit.time', { ...copy, scope });
          setTrial({ runId });
          if (scope === 'run') await get().open(runId);
        } catch (error) {
          const failure = failureOf(error);
          setTrial({ failure });
          if (failure.code === 'NO_CONSENT') {
            // Of this size the text is ours, and of another one it came with the file.
            set((state) =>
              state.editing ? { editing: { ...state.editing, cell: { ...cell, needsConsent: true } } } : {},
            );
          }
          watch.resume();
        }
      },
      saveKernel: () =>
        attempt(async () => {
          const { editing } = get();
          if (!editing) return;
          const { cell, changes } = editing;
          const saved = await request(source, 'edit.save', {
            ...refOf(editing),
            edit: editOf(cell, changes),
          });
          if (saved)
            get().receiveLog({
              level: 'info',
              message: `Saved the kernel to ${saved.path}, with its descriptor beside it`,
              at: new Date().toISOString(),
            });
        }),
      keepCopy: () =>
        attempt(async () => {
          const { editing } = get();
          if (editing && keepTimer !== undefined) await keep(editing, true);
        }),
      receiveForCopy: ({ id, status, isElsewhere }) => {
        if (status === 'running' || isElsewhere) return;
        watch.resume();
        const trial = get().editing?.trial;
        if (!trial || trial.runId !== id || trial.verdict) return;
        void attempt(async () => setTrial({ verdict: await request(source, 'edit.verdict', { runId: id }) }));
      },
    };
  };
