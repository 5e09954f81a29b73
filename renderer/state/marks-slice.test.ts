import { expect, test } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import type { RunHeader, RunMarks } from '../../electron/ipc/types.ts';
import { createWorkbench } from './store.ts';

test('marks of a run build on those before them, which are not kept yet', async () => {
  const asked: Partial<RunMarks>[] = [];
  const invoke = async (_channel: string, marks: RunMarks) => {
    asked.push(marks);
    return { ok: true, value: null };
  };
  const store = createWorkbench({ kind: 'live', api: { invoke } as unknown as TilescopeApi });
  const header = { id: 'run', pinned: false, tags: ['night'] as readonly string[] };
  const show = (marks: Partial<RunMarks>) =>
    store.setState({ headers: [{ ...header, ...marks } as RunHeader] });
  show({});
  const { mark } = store.getState();
  await Promise.all([mark('run', { pinned: true }), mark('run', { tags: ['m5'] })]);
  expect(asked.at(-1)).toMatchObject({ pinned: true, tags: ['m5'] });
  // What is kept may be otherwise, as a full disk leaves it.
  show({});
  await mark('run', { pinned: true });
  expect(asked.at(-1)).toMatchObject({ pinned: true, tags: ['night'] });
});
