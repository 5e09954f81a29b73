import { describe, expect, it } from 'vitest';
import { onSide, type Problem, SIDES } from '../../../kernels/index.ts';
import { pendingCell } from '../new-run.ts';
import type { Cell } from '../types.ts';
import { lackOfPair, pairsAgainst, pairsOfRuns, pairsOfSides } from './pairs.ts';

const product = (size: number): Problem => ({ op: 'gemm', dtype: 'f32', m: size, n: size, k: size });
const cellsOf = (contenders: readonly string[], sizes = [8, 9]): Cell[] =>
  sizes.flatMap((size) => contenders.map((name) => pendingCell(product(size), name)));
const shown = (pairs: ReturnType<typeof pairsOfSides>) =>
  pairs.map(({ contender, baseline, candidate }) => [contender, baseline.contender, candidate.contender]);

describe('pairs', () => {
  it('of a rematch are a candidate and its baseline at the same size', () => {
    const twins = ['gemm-tiled@blockM=32', 'cblas'].flatMap((name) =>
      SIDES.map((side) => onSide(name, side)),
    );
    const pairs = pairsOfSides({ cells: cellsOf(twins) });
    expect(shown(pairs).slice(0, 2)).toEqual([
      ['gemm-tiled@blockM=32', 'gemm-tiled@blockM=32#baseline', 'gemm-tiled@blockM=32#candidate'],
      ['cblas', 'cblas#baseline', 'cblas#candidate'],
    ]);
    expect(pairs).toHaveLength(4);
    for (const { problem, baseline, candidate } of pairs)
      expect([baseline.problem, candidate.problem]).toEqual([problem, problem]);
  });

  it('of a run are none without sides, and all others against a contender', () => {
    const cells = cellsOf(['gemm-tiled', 'gemm-direct', 'cblas']);
    expect(pairsOfSides({ cells })).toEqual([]);
    expect(shown(pairsAgainst('cblas', { cells }))).toEqual([
      ['gemm-tiled', 'cblas', 'gemm-tiled'],
      ['gemm-direct', 'cblas', 'gemm-direct'],
      ['gemm-tiled', 'cblas', 'gemm-tiled'],
      ['gemm-direct', 'cblas', 'gemm-direct'],
    ]);
  });

  it('of two runs are the cells that both have', () => {
    const candidate = { cells: cellsOf(['gemm-tiled', 'cblas'], [8, 9]) };
    const baseline = { cells: cellsOf(['cblas', 'gemm-direct'], [9, 10]) };
    const pairs = pairsOfRuns(candidate, baseline);
    expect(pairs.map(({ candidate: { id } }) => id)).toEqual(['gemm-f32-9x9x9|cblas']);
    expect(pairs[0]?.baseline).toBe(baseline.cells[0]);
  });

  it('mean nothing unless both cells were verified', () => {
    const [candidate, baseline] = cellsOf(['gemm-tiled', 'cblas']) as [Cell, Cell];
    const pair = { problem: product(8), contender: 'gemm-tiled', baseline, candidate };
    const lackOf = (one: Cell['status'], other: Cell['status']) =>
      lackOfPair({
        ...pair,
        candidate: { ...candidate, status: one },
        baseline: { ...baseline, status: other },
      });
    expect(lackOf('ok', 'ok')).toBeNull();
    expect(lackOf('wrong', 'ok')).toBe('the candidate is wrong');
    expect(lackOf('failed', 'pending')).toBe('the candidate failed, and the baseline was not measured');
  });
});
