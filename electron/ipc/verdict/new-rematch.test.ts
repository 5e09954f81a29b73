import { describe, expect, it } from 'vitest';
import { sampleEnvironment, sampleProgram, sampleRun } from '../fixture/sample-run.ts';
import type { KeptProgram, KeptPrograms } from '../programs/kept-program.ts';
import type { Run } from '../types.ts';
import { newRematch, type RematchOptions } from './new-rematch.ts';

const OPTIONS: RematchOptions = { contenders: null, isChangedOnly: false, budgetMs: 60_000 };
const [[hash, program]] = Object.entries(sampleProgram.kept.programs) as [[string, KeptProgram]];
const OTHER = 'f'.repeat(64);

const baseline = sampleRun();
/** The same run with the program of its first cell changed. */
function changed(change: Partial<KeptProgram>): Run {
  const [first, ...others] = baseline.cells as [Run['cells'][number]];
  return {
    ...baseline,
    id: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
    name: 'Later',
    programs: { [OTHER]: { ...program, ...change } },
    cells: [{ ...first, program: OTHER }, ...others],
  };
}
const candidate = changed({ configuration: { blockM: 64 } });

function rematch(options: Partial<RematchOptions> = {}, one = baseline, other = candidate): Run {
  const run = newRematch(one, other, sampleEnvironment, { ...OPTIONS, ...options });
  return 'reason' in run ? expect.unreachable(run.reason) : run;
}

const reasonOf = (options: Partial<RematchOptions>, one = baseline, other = candidate) =>
  newRematch(one, other, sampleEnvironment, { ...OPTIONS, ...options });

describe('a new rematch', () => {
  it('has both runs side by side, with the program of each, and only the texts that are used', () => {
    const unused: KeptPrograms = {
      programs: { ['a'.repeat(64)]: program },
      sources: { ['b'.repeat(64)]: 'x' },
    };
    const run = rematch(
      {},
      {
        ...baseline,
        programs: { ...baseline.programs, ...unused.programs },
        sources: { ...baseline.sources, ...unused.sources },
      },
    );
    expect(run.request.contenders).toEqual(['gemm-tiled#baseline', 'gemm-tiled#candidate']);
    expect(run.cells.slice(0, 2).map((cell) => [cell.contender, cell.status, cell.program])).toEqual([
      ['gemm-tiled#baseline', 'pending', hash],
      ['gemm-tiled#candidate', 'pending', OTHER],
    ]);
    expect(run.programs).toEqual({ [hash]: program, [OTHER]: candidate.programs[OTHER] });
    expect(run.sources).toEqual(sampleProgram.kept.sources);
    expect(run).toMatchObject({
      name: 'Later against Sample <run>',
      status: 'running',
      request: {
        rematch: {
          baseline: { id: baseline.id, name: baseline.name },
          candidate: { id: candidate.id, name: 'Later' },
          budgetMs: 60_000,
        },
      },
    });
  });

  it('measures the cells that are asked for, of the same problems and contenders', () => {
    const [, , one, other] = rematch({ cells: new Set([baseline.cells[0]?.id ?? '']) }).cells;
    for (const cell of [one, other])
      expect(cell).toMatchObject({ status: 'unsupported', failure: { code: 'NOT_ASKED' }, program: null });
    expect(rematch({ cells: new Set([baseline.cells[0]?.id ?? '']) }).cells[0]?.status).toBe('pending');
  });

  it('does not measure cells that have no program, and says so', () => {
    const [, , one, other] = rematch().cells;
    for (const cell of [one, other])
      expect(cell).toMatchObject({ status: 'unsupported', failure: { code: 'NO_PROGRAM' }, program: null });
  });

  it('measures a library only where it is named: it is what it is now on either side', () => {
    const run = rematch({ contenders: ['cblas', 'gemm-tiled'] });
    expect(run.request.contenders.slice(0, 2)).toEqual(['cblas#baseline', 'cblas#candidate']);
    expect(run.cells.find(({ contender }) => contender === 'cblas#baseline')).toMatchObject({
      status: 'pending',
      program: null,
    });
  });

  it('leaves out what is the same, whatever generated it', () => {
    expect(rematch({ isChangedOnly: true }).request.contenders).toHaveLength(2);
    const regenerated = changed({ generator: 'tilescope 9.9.9' });
    expect(reasonOf({ isChangedOnly: true }, baseline, regenerated)).toEqual({
      reason: 'both runs measured the same programs',
    });
    expect(rematch({}, baseline, regenerated).request.contenders).toHaveLength(2);
  });

  it('is refused with a reason where there is nothing to measure', () => {
    const elsewhere = {
      ...candidate.request,
      problems: [{ ...candidate.request.problems[0], m: 7 } as never],
    };
    expect(reasonOf({}, baseline, { ...candidate, request: elsewhere })).toEqual({
      reason: 'the runs have no problem in common',
    });
    expect(reasonOf({ contenders: ['gemm-direct'] })).toEqual({
      reason: 'the runs have no generated contender in common',
    });
    const bare = (run: Run): Run => ({
      ...run,
      programs: {},
      sources: {},
      cells: run.cells.map((cell) => ({ ...cell, program: null })),
    });
    expect(reasonOf({}, bare(baseline), bare(candidate))).toEqual({
      reason: expect.stringContaining('neither run keeps its programs'),
    });
  });
});
