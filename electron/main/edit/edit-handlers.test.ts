import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { generate, type Problem } from '../../../kernels/index.ts';
import type { Edit } from '../../ipc/edit/edit-schema.ts';
import { sampleRequest } from '../../ipc/fixture/sample-run.ts';
import type { CompiledCopy } from '../../ipc/judge/examination.ts';
import { newRun } from '../../ipc/new-run.ts';
import { readKernel } from '../../ipc/own-kernels/read-kernel.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { hashesOf, joinPrograms, programsOf } from '../../ipc/programs/restore-program.ts';
import type { Run } from '../../ipc/types.ts';
import { ENVIRONMENT, supervision } from '../supervise/fixture/supervision.ts';
import { editHandlers } from './edit-handlers.ts';

const electron = vi.hoisted(() => ({ path: null as string | null }));
vi.hoisted(() => vi.resetModules()); // other files of tests have an Electron of their own
vi.mock('electron', () => ({
  dialog: {
    showSaveDialog: async () => ({ canceled: electron.path === null, filePath: electron.path ?? '' }),
  },
}));

const here = supervision();
const square = (side: number): Problem => ({ op: 'gemm', dtype: 'f32', m: side, n: side, k: side });
const EDIT: Edit = { texts: ['kernel void mine() {}'], launches: {} };

/** A finished run of gemm-direct at 64 and 96 with its programs. */
function finishedRun(): Run {
  const problems = [square(64), square(96)];
  const run = newRun('From a file', { ...sampleRequest, problems, contenders: ['gemm-direct'] }, ENVIRONMENT);
  let { programs, sources } = run;
  const cells = run.cells.map((cell) => {
    const made = generate('gemm-direct', cell.problem);
    if ('issues' in made) throw new Error('not generated');
    const { hash, kept } = keepProgram(made.program, made.configuration, 'somebody 1.0');
    ({ programs, sources } = joinPrograms({ programs, sources }, kept));
    return { ...cell, status: 'ok' as const, program: hash };
  });
  return { ...run, status: 'finished', cells, programs, sources };
}

/** Adds the run as one that came with a file, or was measured here. */
function add(run: Run, isForeign: boolean): void {
  if (isForeign) {
    here.store.beginImport(run);
    here.store.addCells(run.id, run.cells, 0, run);
    here.store.finishImport(run);
    return;
  }
  here.store.add({ ...run, status: 'running' });
  here.store.close(run.id, { status: 'finished', failure: null, finishedAt: new Date().toISOString() });
}

let run: Run;
let copy: { runId: string; cellId: string; edit: Edit };

function opened(isForeign: boolean) {
  add(run, isForeign);
  const supervisor = here.supervisor();
  return { supervisor, handlers: editHandlers(here.store, supervisor) };
}

beforeEach(() => {
  run = finishedRun();
  copy = { runId: run.id, cellId: run.cells[0]?.id ?? '', edit: EDIT };
  electron.path = null;
});

/** What was sent to compute processes, by method. */
const asked = () => here.processes.flatMap(({ posted }) => posted.map(({ method }) => method));

describe('a text that came with a file', () => {
  it('is shown, and starts no compute process, until a person agrees', async () => {
    const { handlers } = opened(true);
    const open = await handlers['edit.open'](copy);
    expect(open).toMatchObject({ value: { needsConsent: true, origin: { generator: 'somebody 1.0' } } });
    expect(open.ok && open.value.texts[0]).toContain('#include <metal_stdlib>');
    for (const scope of ['cell', 'run'] as const) {
      expect(await handlers['edit.time']({ ...copy, scope })).toMatchObject({
        error: { code: 'NO_CONSENT' },
      });
    }
    expect(await handlers['edit.compile'](copy)).toMatchObject({ error: { code: 'NO_CONSENT' } });
    expect(await handlers['edit.check'](copy)).toMatchObject({ error: { code: 'NO_CONSENT' } });
    expect(here.processes).toEqual([]);
    handlers['edit.agree']({ runId: run.id });
    expect(await handlers['edit.open'](copy)).toMatchObject({ value: { needsConsent: false } });
    void handlers['edit.compile'](copy);
    await expect.poll(asked).toContain('compileCopy');
  });

  it('needs consent again in another session, and for each run', () => {
    const { handlers, supervisor } = opened(true);
    handlers['edit.agree']({ runId: crypto.randomUUID() });
    expect(handlers['edit.check'](copy)).toMatchObject({ error: { code: 'NO_CONSENT' } });
    handlers['edit.agree']({ runId: run.id });
    const later = editHandlers(here.store, supervisor);
    expect(later['edit.check'](copy)).toMatchObject({ error: { code: 'NO_CONSENT' } });
  });

  it('at another size keeps a copy of our own from being timed there', async () => {
    const { handlers, supervisor } = opened(true);
    const [first] = run.cells as [Run['cells'][number]];
    // The program of the first cell was measured here, too.
    const ours = newRun('Ours', { ...run.request, problems: [square(64)] }, ENVIRONMENT);
    add({ ...ours, cells: [first], ...programsOf(hashesOf([first]), run) }, false);
    expect(here.store.foreignPrograms([...hashesOf(run.cells)])).toHaveLength(1);
    expect(await handlers['edit.time']({ ...copy, scope: 'run' })).toMatchObject({
      error: { code: 'NO_CONSENT' },
    });
    expect(await handlers['edit.time']({ ...copy, scope: 'cell' })).toMatchObject({ ok: true });
    await supervisor.dispose();
  });
});

describe('a copy of what was measured here', () => {
  it('is compiled and checked in a process of its own, with the edited text', async () => {
    const { handlers } = opened(false);
    void handlers['edit.compile'](copy);
    await expect.poll(asked).toContain('compileCopy');
    const sent = here.processes.at(-1)?.posted.find(({ method }) => method === 'compileCopy');
    const sources = Object.values((sent as { request: CompiledCopy }).request.programs.kept.sources);
    expect(sources).toEqual(EDIT.texts);
    void handlers['edit.check'](copy);
    await expect.poll(asked).toContain('examine');
    const check = here.processes.at(-1)?.posted.find(({ method }) => method === 'examine');
    expect(check?.request).toMatchObject({ isChecked: true, device: 'cpu', contender: 'gemm-direct' });
  });

  it('is neither while something is measured, and what is being compiled then ends', async () => {
    const { handlers, supervisor } = opened(false);
    const compiling = handlers['edit.compile'](copy);
    await expect.poll(asked).toContain('compileCopy');
    const started = await handlers['edit.time']({ ...copy, scope: 'cell' });
    expect(await compiling).toMatchObject({ error: { code: 'PAUSED' } });
    expect(await handlers['edit.compile'](copy)).toMatchObject({ error: { code: 'PAUSED' } });
    expect(await handlers['edit.check'](copy)).toMatchObject({ error: { code: 'PAUSED' } });
    const runId = started.ok ? started.value.runId : '';
    expect(here.run(runId).request.copy).toMatchObject({ of: 'gemm-direct', run: { id: run.id } });
    expect(handlers['edit.verdict']({ runId })).toMatchObject({ ok: true });
    await supervisor.dispose();
  });

  it('is not timed unless it was edited, nor at all sizes with the grid of one', async () => {
    const { handlers } = opened(false);
    const same = { ...copy, edit: { texts: [null], launches: {} } };
    expect(await handlers['edit.time']({ ...same, scope: 'cell' })).toMatchObject({
      error: { code: 'UNCHANGED' },
    });
    const launch = { grid: [1, 1, 1], threadsPerThreadgroup: [32, 1, 1] } as Edit['launches'][string];
    const launched = { ...copy, edit: { texts: [null], launches: { 0: launch } } };
    expect(await handlers['edit.time']({ ...launched, scope: 'run' })).toMatchObject({
      error: { code: 'ONE_SIZE' },
    });
    const other = { ...copy, edit: { texts: [null, null], launches: {} } };
    expect(await handlers['edit.compile'](other)).toMatchObject({ error: { code: 'BAD_INPUT' } });
  });

  it('is kept as a draft from launch to launch, and opened with it', async () => {
    const { handlers } = opened(false);
    handlers['edit.keep']({ ...copy, isOpen: true });
    here.reopen();
    const later = editHandlers(here.store, here.supervisor());
    expect(later['edit.drafts'](undefined)).toMatchObject({ value: [{ cellId: copy.cellId, isOpen: true }] });
    expect(await later['edit.open'](copy)).toMatchObject({ value: { draft: EDIT } });
    later['edit.forget'](copy);
    expect(later['edit.drafts'](undefined)).toMatchObject({ value: [] });
  });

  it('is saved as a kernel that can be read', async () => {
    const { handlers } = opened(false);
    expect(await handlers['edit.save'](copy)).toEqual({ ok: true, value: null });
    const folder = mkdtempSync(join(tmpdir(), 'tilescope-kernel-'));
    try {
      electron.path = join(folder, 'mine.metal');
      expect(await handlers['edit.save'](copy)).toEqual({ ok: true, value: { path: electron.path } });
      const read = readKernel(electron.path);
      if (!read.ok) throw new Error(read.error.message);
      const { kernel } = read.value;
      expect(kernel.name).toBe('own:mine');
      const made = kernel.program(square(64));
      expect('program' in made && made.program.passes[0]?.kernel.source).toBe(EDIT.texts[0]);
      expect(kernel.program(square(96))).toMatchObject({ issues: [{}, {}, {}] });
      electron.path = join(folder, 'my kernel.metal');
      expect(await handlers['edit.save'](copy)).toMatchObject({ error: { code: 'BAD_INPUT' } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of a run that is gone says so', async () => {
    const { handlers } = opened(false);
    here.store.delete(run.id);
    expect(await handlers['edit.open'](copy)).toMatchObject({ error: { code: 'NO_SUCH_CELL' } });
  });
});
