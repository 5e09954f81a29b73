import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GemmProblem, problemKey } from '../../kernels/index.ts';
import { extent } from '../../native/test/extent.ts';
import { bundleChunks } from '../ipc/bundle/write.ts';
import { cellId } from '../ipc/cell.ts';
import { measured, sampleRun } from '../ipc/fixture/sample-run.ts';
import { pendingCell } from '../ipc/new-run.ts';
import { NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import { saveFile } from '../ipc/save-file.ts';
import type { Cell, RunHeadWithPrograms } from '../ipc/types.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-large-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MB = 1e6;
/** A quarter of what the objects of the smaller bundle take. */
const HEAP_MB = 40;
const SAMPLES_PER_CELL = 2000;
const CELL_BYTES = 0.32 * MB;

/** A bundle of about so many megabytes. */
async function largeBundle(path: string, megabytes: number): Promise<RunHeadWithPrograms> {
  const { cells: _, ...head } = sampleRun();
  const [contender = ''] = head.request.contenders;
  const count = Math.ceil((megabytes * MB) / CELL_BYTES);
  const problems = Array.from({ length: count }, (_value, index): GemmProblem => {
    return { op: 'gemm', dtype: 'f32', m: 1 + index, n: 64, k: 64 };
  });
  const request = { ...head.request, problems, contenders: [contender] };
  const run = { ...head, ...NO_PROGRAMS, request };
  await saveFile(path, bundleChunks(run, largeCells(problems, contender)));
  return run;
}

function* largeCells(problems: readonly GemmProblem[], contender: string): Generator<Cell> {
  const samples = Array.from({ length: SAMPLES_PER_CELL }, (_, round) => {
    return { epoch: 0, round, position: 0, wallNs: 1000 + (round % 97), gpuNs: null, encoderNs: null };
  });
  for (const problem of problems) {
    const cell = measured(pendingCell(problem, contender));
    yield { ...cell, id: cellId(problemKey(problem), contender), samples };
  }
}

it('a large bundle is imported, shown and exported with a small heap', async () => {
  const megabytes = extent('megabytes of a bundle that is imported', 16, 300);
  const { id } = await largeBundle(at('run.json'), megabytes);
  expect(statSync(at('run.json')).size).toBeGreaterThan(megabytes * MB);
  const module = (path: string) => JSON.stringify(join(import.meta.dirname, path));
  const script = `
    import { bundleChunks } from ${module('../ipc/bundle/write.ts')};
    import { NO_PROGRAMS } from '../ipc/programs/kept-program.ts';
import { saveFile } from ${module('../ipc/save-file.ts')};
    import { RunStore } from ${module('../store/run-store.ts')};
    import { importBundle } from ${module('../store/import-run.ts')};
    const store = new RunStore(${JSON.stringify(at('store.sqlite'))});
    const imported = await importBundle(store, ${JSON.stringify(at('run.json'))});
    const { cells, ...head } = structuredClone({ ...store.outline(${JSON.stringify(id)}), ...store.programs(${JSON.stringify(id)}) });
    await saveFile(${JSON.stringify(at('exported.json'))}, bundleChunks(head, store.cells(head.id)));
    store.dispose();
    console.log(JSON.stringify({ imported, cells: cells.length, peakMb: process.resourceUsage().maxRSS / 1000 }));`;
  const parameters = [`--max-old-space-size=${HEAP_MB}`, '--input-type=module', '-e', script];
  const said = JSON.parse(execFileSync(process.execPath, parameters, { encoding: 'utf8' }));
  console.log(`${megabytes} MB: ${said.cells} cells, at most ${said.peakMb.toFixed(0)} MB of memory`);
  expect(said).toMatchObject({ imported: { ok: true, value: { runId: id } } });
  // Equal but for the summaries, which are those of the samples.
  const [before, after] = [at('run.json'), at('exported.json')].map((path) => statSync(path).size);
  expect(Math.abs((after ?? 0) / (before ?? 0) - 1)).toBeLessThan(0.001);
});
