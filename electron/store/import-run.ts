import { bundleChunks, cellText } from '../ipc/bundle/write.ts';
import { bundleText } from '../ipc/bundle.ts';
import { type BundleFile, openBundle } from '../ipc/bundle-file.ts';
import type { Result, Run, RunHeadWithPrograms } from '../ipc/types.ts';
import { deleteDiscarded } from './delete-discarded.ts';
import type { RunStore } from './run-store.ts';

/**
 * Adds the run of the bundle at a path to the store, a few cells at a time: neither memory nor the time that others
 * wait for the store grows with the file. Importing a bundle again adds decisions that are not there, and changes
 * nothing else.
 */
export async function importBundle(store: RunStore, path: string): Promise<Result<{ runId: string }>> {
  const opened = await openBundle(path);
  if (!opened.ok) return opened;
  const bundle = opened.value;
  deleteDiscarded(store, bundle.run.id);
  try {
    const failure = store.has(bundle.run.id) ? await compare(store, bundle) : await add(store, bundle);
    return failure ?? { ok: true, value: { runId: bundle.run.id } };
  } finally {
    await bundle.close();
  }
}

/** Adds a whole run to the store. Adding it again adds decisions that are not there, and changes nothing else. */
export function importRun(store: RunStore, run: Run): Result<{ runId: string }> {
  const value = { runId: run.id };
  deleteDiscarded(store, run.id);
  if (!store.has(run.id)) {
    store.add(run);
    return { ok: true, value };
  }
  const present = store.run(run.id);
  const isSame =
    present && present.status !== 'running' && bundleText(undecided(present)) === bundleText(undecided(run));
  if (!isSame) return differs(present?.name ?? run.name);
  store.addDecisions(run.id, run.decisions ?? []);
  return { ok: true, value };
}

type Failed = Extract<Result<never>, { ok: false }>;

/** Null, or why the run could not be added; then nothing of it is left. */
async function add(store: RunStore, { run, cells }: BundleFile): Promise<Failed | null> {
  store.beginImport(run);
  let position = 0;
  let isWhole = false;
  try {
    for await (const piece of cells()) {
      if (!piece.ok) return piece;
      store.addCells(run.id, piece.value, position, run);
      position += piece.value.length;
    }
    store.finishImport(run);
    isWhole = true;
    return null;
  } finally {
    if (!isWhole) store.delete(run.id);
  }
}

/** Null if the store has the very run of the bundle; then it has its decisions, too. */
async function compare(store: RunStore, { run, cells }: BundleFile): Promise<Failed | null> {
  const present = store.header(run.id);
  if (!present) return exists(`“${run.name}” is being imported: wait until that is done.`);
  const failure = differs(present.name);
  if (present.status === 'running' || headText({ ...present, ...store.programs(run.id) }) !== headText(run))
    return failure;
  const kept = store.cells(run.id);
  for await (const piece of cells()) {
    if (!piece.ok) return piece;
    for (const cell of piece.value) {
      const { value } = kept.next();
      if (!value || cellText(cell) !== cellText(value)) return failure;
    }
  }
  if (!kept.next().done) return failure;
  store.addDecisions(run.id, run.decisions ?? []);
  return null;
}

function headText(run: RunHeadWithPrograms): string {
  return [...bundleChunks(undecided(run), [])].join('');
}

/** A run as it was measured: decisions are added later, here and elsewhere. */
function undecided<T extends RunHeadWithPrograms>({ decisions: _, ...run }: T): Omit<T, 'decisions'> {
  return run;
}

function differs(name: string): Failed {
  return exists(`“${name}” already exists and differs from the file: delete it first.`);
}

function exists(message: string): Failed {
  return { ok: false, error: { code: 'RUN_EXISTS', message } };
}
