import { describe, expect, it } from 'vitest';
import { extent } from '../../../native/test/extent.ts';
import { adoptionsFrom, defaultsFrom } from '../../ipc/tune/adoption.ts';
import { adoptable, winnerOf } from '../../ipc/tune/final.ts';
import { outcomeText } from '../../ipc/tune/outcome.ts';
import { type ClassResult, tuningRecord, tuningRecordSchema } from '../../ipc/tune/record.ts';
import { isDefault } from '../../ipc/tune/standings.ts';
import { overridesOf, type Planted, tryTuning } from '../fixture/tune-trial.ts';

/** Every parameter that the planted fast variants have, with their values. */
const FAST = { blockK: 16, buffers: 2 } as const;

/** Fast with both values, a little faster with one of them, else as slow as the defaults. */
const twoParts: Planted = (name) => {
  const overrides = overridesOf(name);
  const hits = Object.entries(FAST).filter(([parameter, value]) => overrides[parameter] === value).length;
  return { factor: name.startsWith('gemm-tiled') ? 1.3 : ([1, 0.92, 0.7][hits] as number) };
};

const only = (results: readonly ClassResult[]) => results[0] as ClassResult;

const SEEDS = [1, 2, 3].slice(0, extent('seeds of a planted configuration', 1, 3));

describe('a tuning', () => {
  it.each(SEEDS)(
    'finds a planted fast configuration, and confirms it on fresh samples (seed %i)',
    async (seed) => {
      const { results, heats, tuning } = await tryTuning(twoParts, { seed });
      const { final, standings } = only(results);
      const winner = final && winnerOf(final);
      expect(overridesOf(winner?.contender ?? '')).toMatchObject(FAST);
      expect(winner?.verdict.ratio?.ratio).toBeCloseTo(0.7, 1);
      expect(standings.reference).toBe('gemm-simdgroup');
      expect(outcomeText(only(results))).toMatch(
        /takes (29|30|31)\.\d% less time .* than the fastest defaults, /,
      );
      // The fastest defaults race along in every heat, and each variant's own.
      for (const { request } of heats) {
        for (const name of request.contenders) expect(request.contenders).toContain(name.split('@')[0]);
        expect(request.contenders).toContain('gemm-simdgroup');
      }
      expect(tuningRecordSchema.parse(tuningRecord(tuning, results))).toBeTruthy();
    },
  );

  it('keeps the defaults where nothing is faster', async () => {
    const { results } = await tryTuning(() => ({ factor: 1 }));
    expect(outcomeText(only(results))).toMatch(
      /^The defaults stand: none of \d+ variants is certainly faster/,
    );
    const { final } = only(results);
    expect(final && adoptable(final)).toEqual([]);
  });

  it('never lets a wrong, failing or inexact variant win, and names it', async () => {
    const cheats: Planted = (name) => {
      const { blockK, buffers, padding } = overridesOf(name);
      if (blockK === 16) return { factor: 0.2, spoil: (output) => output.fill(0) };
      if (buffers === 2) return { factor: 0.2, writesNothing: true };
      if (padding === 8) return { factor: 0.2, error: { from: 30, error: new Error('crashed') } };
      if (padding === 4)
        return {
          factor: 0.2,
          spoil: (output) => void output.set(output.map((one) => one * (1 + 3e-6))),
        };
      return { factor: 1 };
    };
    const { results } = await tryTuning(cheats);
    const { final, standings } = only(results);
    expect(final && winnerOf(final)).toBeNull();
    const statuses = new Set(standings.dropped.map(({ status }) => status));
    expect([...statuses]).toEqual(expect.arrayContaining(['wrong', 'failed', 'inexact']));
    const isCheat = (name: string) => cheats(name).factor < 1;
    expect(standings.ranked.map(({ contender }) => contender).filter(isCheat)).toEqual([]);
    expect(standings.dropped.every(({ contender }) => isCheat(contender))).toBe(true);
  });

  it('names the parameters that matter, and what was refused', async () => {
    const { results, tuning } = await tryTuning(twoParts);
    const { importance } = only(results);
    const own = importance.find(({ contender }) => contender === 'gemm-simdgroup');
    expect(
      own?.parameters
        .slice(0, 2)
        .map(({ parameter }) => parameter)
        .sort(),
    ).toEqual(Object.keys(FAST).sort());
    expect(own?.map?.cells.toSorted((one, other) => one.ratio - other.ratio)[0]).toMatchObject(
      own?.map?.x === 'blockK' ? { x: 16, y: 2 } : { x: 2, y: 16 },
    );
    const [refused] = Object.values(tuning.refused);
    expect(refused?.flatMap(({ contenders }) => contenders)).toContain('gemm-simdgroup@registerM=48');
  });

  it('tunes classes of sizes apart, each within its part of the budget', async () => {
    const bySize: Planted = (name) => ({ factor: overridesOf(name).blockK === 16 ? 0.8 : 1 });
    const { results, spentMs } = await tryTuning(bySize, {
      sizes: [
        [9, 9, 9],
        [80, 9, 9],
      ],
      budgetMs: 20_000,
    });
    expect(results.map(({ tuned }) => tuned.name)).toEqual([
      'gemm f32, below 1 MFLOP',
      'gemm f32, below 1 MFLOP, short n, short k',
    ]);
    for (const { final } of results) expect(final && winnerOf(final)).not.toBeNull();
    expect(spentMs).toBeLessThan(2 * 20_000);
  });
});

describe('a tuning that ends early', () => {
  it('keeps the best so far when its budget is cut', async () => {
    const { results, spentMs } = await tryTuning(twoParts, { budgetMs: 3_000 });
    const { final, standings } = only(results);
    expect(final).not.toBeNull();
    expect(final?.runs.at(-1)?.request.contenders).toContain(standings.ranked[0]?.contender);
    expect(spentMs).toBeLessThan(12_000);
  });

  it('says that nothing is confirmed before the final, and goes on with what it knows', async () => {
    const before = await tryTuning(twoParts, { cancelAfter: 2 });
    expect(before.heats).toHaveLength(2);
    expect(only(before.results).final).toBeNull();
    const measured = before.heats
      .flatMap(({ request }) => request.contenders)
      .filter((name) => !isDefault(name));
    expect(measured.length).toBeGreaterThan(3);
    const after = await tryTuning(twoParts, { before });
    expect(after.heats.slice(0, 2)).toEqual(before.heats);
    const later = after.heats.slice(2).filter(({ request }) => request.heat?.kind === 'screen');
    const again = later.flatMap(({ request }) =>
      request.contenders.filter((name) => !request.heat?.along.includes(name) && measured.includes(name)),
    );
    expect(again).toEqual([]);
    const { final } = only(after.results);
    expect(overridesOf((final && winnerOf(final))?.contender ?? '')).toMatchObject(FAST);
  });

  it('keeps what was confirmed when it goes on, however little time there is', async () => {
    const before = await tryTuning(twoParts);
    const confirmed = only(before.results).final;
    const after = await tryTuning(twoParts, { before, budgetMs: 500 });
    expect(after.heats.length).toBeGreaterThan(before.heats.length);
    const { final } = only(after.results);
    expect(final?.runs.length).toBeGreaterThan(confirmed?.runs.length ?? 0);
    const names = (one: typeof final) => (one ? adoptable(one).map(({ contender }) => contender) : []);
    expect(names(final)).toEqual(expect.arrayContaining(names(confirmed)));
  });

  it('keeps what an interrupted heat has timed', async () => {
    const { heats, results } = await tryTuning(twoParts, { cutAfterRuns: 700 });
    const last = heats.at(-1);
    expect(last?.status).toBe('cancelled');
    const timed = last?.cells.filter(({ status, samples }) => status === 'pending' && samples.length > 0);
    expect(timed?.length).toBeGreaterThan(0);
    const ranked = only(results).standings.ranked.map(({ contender }) => contender);
    for (const cell of timed ?? []) expect(ranked).toContain(cell.contender);
  });
});

describe('what was adopted', () => {
  it('is the fastest of each contender that is faster than its own defaults, with the evidence', async () => {
    const both: Planted = (name) => ({
      factor: (name.startsWith('gemm-tiled') ? 1.1 : 1) * (overridesOf(name).blockK === 16 ? 0.8 : 1),
    });
    const { tuning, results, heats } = await tryTuning(both);
    const adoptions = adoptionsFrom(
      tuning,
      results,
      { device: { name: 'CPU' } } as never,
      '2026-01-01T00:00:00.000Z',
    );
    expect(adoptions.map(({ contender }) => contender).sort()).toEqual(['gemm-simdgroup', 'gemm-tiled']);
    for (const { overrides, ratio, run, generator, sizes } of adoptions) {
      expect(overrides.blockK).toBe(16);
      expect(ratio).toBeCloseTo(0.8, 1);
      expect(heats.find(({ id }) => id === run)?.request.heat?.kind).toBe('final');
      expect(generator).toMatch(/^tilescope \d/);
      expect(sizes.toSorted()).toEqual(['10x10x10', '9x9x9']);
    }
    // It races along when the class is tuned again, so that nothing is lost.
    const adopted = defaultsFrom(adoptions) as typeof tuning.adopted;
    const again = await tryTuning(both, { adopted, budgetMs: 3_000 });
    expect(again.heats[0]?.request.contenders.some((name) => overridesOf(name).blockK === 16)).toBe(true);
    const { final } = only(again.results);
    expect(overridesOf((final && winnerOf(final))?.contender ?? '').blockK).toBe(16);
  });
});
