import { expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../electron/ipc/contract.ts';
import { sampleProgram } from '../../electron/ipc/fixture/sample-run.ts';
import { reportHtml } from '../../electron/ipc/report.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { visibleValue } from '../../electron/ipc/visible-text.ts';
import { cellOf, runOf, square } from '../model/fixture/recorded-run.ts';
import { readEmbeddedRun } from './source.ts';
import { createWorkbench } from './store.ts';

const { hash, kept } = sampleProgram;
const cell = cellOf(square(64), 'gemm-tiled', 100, { program: hash });
const { id: runId } = runOf([cell]);

/** The state after the program of the cell was asked for three times. */
async function fetched(answer: unknown) {
  const invoke = vi.fn(async () => answer);
  const store = createWorkbench({ kind: 'live', api: { invoke } as unknown as TilescopeApi });
  const fetch = () => store.getState().fetchProgram(runId, cell.id, hash);
  await Promise.all([fetch(), fetch()]);
  await fetch();
  expect(invoke.mock.calls).toEqual([['runs.program', { runId, cellId: cell.id }]]);
  return store.getState();
}

test('a program is fetched once', async () => {
  const { programs } = await fetched({ ok: true, value: kept });
  expect(programs[hash]?.programs).toEqual(kept.programs);
});

test('a program may not be there any more, or be another one', async () => {
  expect((await fetched({ ok: true, value: null })).programs).toEqual({ [hash]: null });
  const other = { programs: { other: kept.programs[hash] }, sources: kept.sources };
  expect((await fetched({ ok: true, value: other })).programs).toEqual({ [hash]: null });
  const failed = await fetched({ ok: false, error: { code: 'STORE_FAILED', message: 'full' } });
  expect(failed).toMatchObject({ programs: { [hash]: null }, notice: { code: 'STORE_FAILED' } });
});

test('the programs of a report are in its run', async () => {
  const bundle = { format: 'tilescope-run', version: 2, run: runOf([cell], kept) } as const;
  const html = reportHtml({ script: '', style: '' }, bundle);
  const run = await readEmbeddedRun(/id="tilescope-run">([^<]*)</.exec(html)?.[1] ?? '');
  const store = createWorkbench({ kind: 'embedded', run });
  const { programs, sources, cells } = store.getState().run as Run;
  expect(programs[cells[0]?.program ?? '']).toEqual(kept.programs[hash]);
  expect(sources).toEqual(visibleValue(kept.sources));
});
