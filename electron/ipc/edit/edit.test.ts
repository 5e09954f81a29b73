import { describe, expect, it } from 'vitest';
import {
  CONTENDERS,
  type Configuration,
  estimate,
  generate,
  ownKernel,
  type Problem,
  type Program,
  problemKey,
  representatives,
} from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import {
  measured,
  sampleEnvironment,
  sampleProgram,
  sampleRequest,
  sampleRun,
} from '../fixture/sample-run.ts';
import { newRun } from '../new-run.ts';
import { kernelDescriptorSchema } from '../own-kernels/descriptor-schema.ts';
import { type Kept, keepProgram } from '../programs/keep-program.ts';
import { restoreProgram } from '../programs/restore-program.ts';
import { sweepRequestSchema } from '../request-schemas.ts';
import type { Run, Sample } from '../types.ts';
import { copyVerdict } from './copy-verdict.ts';
import { describeProgram } from './describe-program.ts';
import { type Edit, editSchema } from './edit-schema.ts';
import { editedProgram, openedPasses, textsOf } from './edited-program.ts';
import { copyName, newCopyRun } from './new-copy-run.ts';
import { type Original, originalOf } from './original.ts';
import { smallProblems } from './small-problems.ts';

const square = (side: number): Problem => ({ op: 'gemm', dtype: 'f32', m: side, n: side, k: side });
const edit = (texts: Edit['texts'], launches: Edit['launches'] = {}): Edit => ({ texts, launches });

/** A run of gemm-direct at some sizes, each with its program. */
function runOf(
  sides: readonly number[],
  contender = 'gemm-direct',
): { run: Run; kept: (problem: Problem) => Kept | null } {
  const problems = sides.map(square);
  const run = newRun('A run', { ...sampleRequest, problems, contenders: [contender] }, sampleEnvironment);
  const programs = new Map<string, Kept>();
  for (const problem of problems) {
    const made = generate(contender, problem);
    if ('program' in made)
      programs.set(problemKey(problem), keepProgram(made.program, made.configuration, 'tilescope 1'));
  }
  return { run, kept: (problem) => programs.get(problemKey(problem)) ?? null };
}

function original({ run, kept }: ReturnType<typeof runOf>, side: number): Original {
  const cell = run.cells.find(({ problem }) => problemKey(problem) === problemKey(square(side)));
  const own = kept(square(side));
  if (!cell) throw new Error(`no cell of ${side}`);
  const found = originalOf(run, { ...cell, program: own?.hash ?? null }, own?.kept ?? null);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

it.each([
  ['gemm-direct', 'gemm-direct-edit'],
  ['gemm-direct@blockM=32', 'gemm-direct-edit'],
  ['own:mine', 'mine-edit'],
  ['own:mine-edit', 'mine-edit-2'],
  ['own:mine-edit-9', 'mine-edit-10'],
  [`own:${'x'.repeat(64)}`, `${'x'.repeat(59)}-edit`],
])('a copy of %s is called %s', (contender, name) => {
  expect(copyName(contender)).toBe(name);
});

describe('an edit', () => {
  const program = restoreProgram(sampleProgram.hash, sampleProgram.kept, square(64), 'x');

  it('changes a text in all passes that have it, and what was known of it', () => {
    const { passes } = editedProgram(program, edit(['kernel void other() {}']));
    expect(passes.map(({ kernel }) => kernel.source)).toEqual(Array(2).fill('kernel void other() {}'));
    expect(passes.map(({ registers }) => registers)).toEqual([null, null]);
    expect(editedProgram(program, edit([null]))).toEqual(program);
    expect(openedPasses(program.passes).map(({ text }) => text)).toEqual([0, 0]);
  });

  it('changes the launch of one pass, and of a grid of threads its threadgroups too', () => {
    const launch = { grid: [9, 1, 1], threadsPerThreadgroup: [4, 1, 1] } as Edit['launches'][string];
    const [first, second] = editedProgram(program, edit([null], { 1: launch })).passes;
    expect(first).toEqual(program.passes[0]);
    expect(second).toMatchObject({ threadgroups: [9, 1, 1], threadsPerThreadgroup: [4, 1, 1] });
    const threads: Program = {
      ...program,
      passes: program.passes.map((pass) => ({ ...pass, gridThreads: [8, 8, 1] })),
    };
    const [, ofThreads] = editedProgram(threads, edit([null], { 1: launch })).passes;
    expect(ofThreads).toMatchObject({ gridThreads: [9, 1, 1], threadgroups: [3, 1, 1] });
  });

  it('of another program is refused', () => {
    expect(() => editedProgram(program, edit([null, null]))).toThrow(
      'The copy has 2 texts; its original has 1',
    );
    expect(
      editSchema.safeParse(edit([null], { 0: { grid: [0, 1, 1], threadsPerThreadgroup: [1, 1, 1] } }))
        .success,
    ).toBe(false);
  });
});

describe('a run of a copy', () => {
  it('measures it beside its original, with the program that was measured and the edited one', () => {
    const of = runOf([64, 96]);
    const run = newCopyRun(original(of, 96), edit(['// mine']), 'cell', sampleEnvironment, of.kept);
    expect(sweepRequestSchema.safeParse(run.request).error).toBeUndefined();
    expect(run.request).toMatchObject({
      problems: [square(96)],
      contenders: ['gemm-direct', 'own:gemm-direct-edit'],
      copy: {
        name: 'own:gemm-direct-edit',
        of: 'gemm-direct',
        judgedAs: 'gemm-direct',
        run: { id: of.run.id },
      },
    });
    const [one, copy] = run.cells;
    expect(one?.program).toBe(of.kept(square(96))?.hash);
    const program = restoreProgram(copy?.program ?? '', run, square(96), 'x');
    expect(textsOf(program.passes)).toEqual(['// mine']);
    expect(run.programs[copy?.program ?? '']?.generator).toBe('an edited copy');
  });

  it('has the copy at all sizes with their own grids, though the defaults there are others', () => {
    const of = runOf([31, 64, 200]);
    const run = newCopyRun(original(of, 200), edit(['// mine']), 'run', sampleEnvironment, of.kept);
    const grids = [31, 64, 200].map((side) => {
      const cell = run.cells.find(
        ({ id }) => id === cellId(problemKey(square(side)), 'own:gemm-direct-edit'),
      );
      expect(cell).toMatchObject({ status: 'pending' });
      const { passes } = restoreProgram(cell?.program ?? '', run, square(side), 'x');
      expect(textsOf(passes)).toEqual(['// mine']);
      return passes[0]?.threadgroups;
    });
    expect(grids).toEqual([
      [1, 1, 1],
      [1, 1, 1],
      [4, 4, 1],
    ]);
  });

  it("of somebody's own kernel leaves out sizes with another text, and says so", () => {
    const of = runOf([64, 96]);
    const at64 = { ...original(of, 64), cell: { id: 'x', problem: square(64), contender: 'own:mine' } };
    const other = restoreProgram(sampleProgram.hash, sampleProgram.kept, square(96), 'own:mine');
    const kept = (problem: Problem) =>
      problemKey(problem) === problemKey(square(96))
        ? keepProgram(other, {}, 'mine.metal')
        : of.kept(problem);
    const run = newCopyRun(at64, edit(['// mine']), 'run', sampleEnvironment, kept);
    const copies = run.cells.filter(({ contender }) => contender === 'own:mine-edit');
    expect(copies.map(({ status }) => status)).toEqual(['pending', 'unsupported']);
    expect(copies[1]?.failure?.message).toMatch(/another text at this size/);
  });

  it('is judged by the tolerance of what the first copy began with', () => {
    const of = runOf([64]);
    const first = newCopyRun(original(of, 64), edit(['// mine']), 'cell', sampleEnvironment, of.kept);
    const copy = first.cells[1];
    if (!copy) throw new Error('no copy');
    const found = originalOf(first, copy, first);
    if (!found.ok) throw new Error(found.error.message);
    const second = newCopyRun(found.value, edit(['// again']), 'cell', sampleEnvironment, () => null);
    expect(second.request.copy).toMatchObject({ name: 'own:gemm-direct-edit-2', judgedAs: 'gemm-direct' });
  });
});

it('an original is generated where the run keeps no program, and a library has none', () => {
  const { run } = runOf([64]);
  const [cell] = run.cells;
  if (!cell) throw new Error('no cell');
  expect(originalOf(run, cell, null)).toMatchObject({ ok: true, value: { generator: null } });
  expect(originalOf(run, { ...cell, contender: 'cblas' }, null)).toMatchObject({
    error: { code: 'NO_TEXT' },
  });
  expect(originalOf(run, { ...cell, contender: 'own:x' }, null)).toMatchObject({
    error: { code: 'NO_TEXT' },
  });
});

it('small problems are like the one given, off the edges of blocks, and no larger', () => {
  const [first, ...others] = smallProblems(square(4096));
  expect(first).toEqual(square(67));
  expect(others.length).toBeGreaterThan(3);
  const skinny: Problem = { op: 'gemm', dtype: 'f16', m: 4, n: 512, k: 512, transposeA: true } as Problem;
  expect(smallProblems(skinny)[0]).toEqual({ ...skinny, n: 67, k: 67 });
});

it('every program is the same again when it is read as a kernel, and requires its problem', () => {
  let tried = 0;
  for (const { id: contender, ops } of CONTENDERS) {
    const first = representatives('Apple9', ops[0]).next().value;
    const problem = first?.problem as Problem;
    const generated = generate(contender, problem, {}, 'Apple9');
    if ('issues' in generated) continue;
    tried++;
    const { program } = generated;
    const { descriptor, texts } = describeProgram(program, problem, 'mine', 'a test');
    const parsed = kernelDescriptorSchema.safeParse(JSON.parse(JSON.stringify(descriptor)));
    expect(parsed.error, contender).toBeUndefined();
    const read = ownKernel(descriptor, texts, 'mine.metal');
    if ('issues' in read) throw new Error(`${contender}: ${JSON.stringify(read.issues)}`);
    const made = read.kernel.program(problem);
    if ('issues' in made) throw new Error(`${contender}: ${JSON.stringify(made.issues)}`);
    // A descriptor has one version of the language for all passes: the newest.
    const languageVersion = program.passes
      .map(({ kernel }) => kernel.languageVersion)
      .toSorted()
      .at(-1);
    const plain = (one: Program) =>
      one.passes.map(({ threadgroupBytes: _, registers: __, bindings, kernel, ...pass }) => {
        const sorted = bindings.toSorted((a, b) => a.index - b.index);
        return { ...pass, kernel: { ...kernel, languageVersion }, bindings: sorted };
      });
    expect(plain(made.program), contender).toEqual(plain(program));
    const larger = { ...problem, ...('m' in problem ? { m: Number(problem.m) + 1 } : {}) } as Problem;
    if ('m' in problem) expect('issues' in read.kernel.program(larger), contender).toBe(true);
  }
  expect(tried).toBeGreaterThan(12);
});

describe('the verdict on a copy', () => {
  const samples = (ns: number): Sample[] =>
    Array.from({ length: 60 }, (_, round) => ({
      epoch: Math.floor(round / 10),
      round,
      position: 0,
      wallNs: ns * (1 + 0.002 * Math.sin(ns + round)),
      gpuNs: null,
      encoderNs: null,
    }));
  const measuredRun = (ratio: number, status: 'ok' | 'wrong' = 'ok'): Run => {
    const of = runOf([64]);
    const run = newCopyRun(original(of, 64), edit(['// mine']), 'cell', sampleEnvironment, of.kept);
    const cells = run.cells.map((cell, index) => {
      const isCopy = index === 1;
      return { ...measured(cell), samples: samples(isCopy ? 1000 * ratio : 1000), ...(isCopy && { status }) };
    });
    return { ...run, status: 'finished', cells };
  };

  it.each([
    [1.2, 'SLOWER'],
    [0.9, 'FASTER'],
    [1.0, 'SAME'],
  ])('of %d times the time is %s', (ratio, verdict) => {
    const judged = copyVerdict(measuredRun(ratio), undefined);
    expect(judged?.cells).toMatchObject([{ contender: 'own:gemm-direct-edit', verdict }]);
    expect(judged?.cells[0]?.ratio).toBeCloseTo(ratio, 2);
  });

  it('that is wrong has no ratio, and a run without a copy no verdict', () => {
    const judged = copyVerdict(measuredRun(0.5, 'wrong'), undefined);
    expect(judged).toMatchObject({ cells: [{ ratio: null }], copies: [{ status: 'wrong' }] });
    expect(copyVerdict(sampleRun(), undefined)).toBeNull();
  });
});

it('configurations and estimates of copies are those of their originals', () => {
  const of = runOf([64]);
  const run = newCopyRun(original(of, 64), edit(['// mine']), 'cell', sampleEnvironment, of.kept);
  const [one, copy] = run.cells.map(({ program }) => run.programs[program ?? '']);
  expect(copy?.configuration).toEqual(one?.configuration as Configuration);
  expect(copy?.estimate.flops).toBe(estimate(square(64)).flops);
});
