import * as z from 'zod';
import { type Draft, draftSchema, type EditedCell } from '../ipc/edit/edit-schema.ts';
import type { RunStore } from './run-store.ts';

/** Under what name the store remembers edited copies. */
const KEY = 'drafts';
/** The oldest are forgotten beyond this many. */
const MOST = 100;

const draftsSchema = z.array(draftSchema);

/** The copies that are being edited, or were, the last one first. */
export function drafts(store: RunStore): Draft[] {
  const parsed = draftsSchema.safeParse(store.remembered(KEY) ?? []);
  return parsed.success ? parsed.data : [];
}

export function draftOf(store: RunStore, cell: EditedCell): Draft | null {
  return drafts(store).find((draft) => isOf(draft, cell)) ?? null;
}

/** Keeps a copy; of those that are open, it is the only one. Reports trouble as RunStore.remember() does. */
export function keepDraft(store: RunStore, draft: Draft): void {
  const others = drafts(store)
    .filter((one) => !isOf(one, draft))
    .map((one) => (draft.isOpen ? { ...one, isOpen: false } : one));
  store.remember(KEY, [draft, ...others].slice(0, MOST));
}

export function forgetDraft(store: RunStore, cell: EditedCell): void {
  const all = drafts(store);
  const kept = all.filter((draft) => !isOf(draft, cell));
  if (kept.length < all.length) store.remember(KEY, kept);
}

function isOf(draft: EditedCell, { runId, cellId }: EditedCell): boolean {
  return draft.runId === runId && draft.cellId === cellId;
}
