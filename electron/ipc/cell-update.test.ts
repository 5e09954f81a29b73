import { describe, expect, it } from 'vitest';
import { applyUpdate, applyUpdates, joinUpdates, updateOf } from './cell-update.ts';
import { measured, sampleRun } from './fixture/sample-run.ts';
import type { Cell } from './types.ts';

const { cells } = sampleRun();
const WHOLE = measured(cells[2] as Cell);

/** The cell when it had so many samples. */
const upTo = (count: number): Cell => ({ ...WHOLE, samples: WHOLE.samples.slice(0, count) });

describe('updates of a cell', () => {
  it('carry only what was not sent before, and add up to the cell', () => {
    const updates = [updateOf(upTo(1)), updateOf(upTo(3), 1), updateOf(upTo(3), 3), updateOf(WHOLE, 3)];
    expect(updates.map(({ newSamples }) => newSamples.length)).toEqual([1, 2, 0, 1]);
    expect(updates.reduce<Cell | undefined>(applyUpdate, undefined)).toEqual(WHOLE);
    expect(applyUpdate(undefined, updates.reduce(joinUpdates))).toEqual(WHOLE);
  });

  it('change nothing when they are applied again', () => {
    const update = updateOf(upTo(3), 1);
    const once = applyUpdate(upTo(1), update);
    expect(applyUpdate(once, update)).toEqual(once);
    expect(joinUpdates(update, update)).toEqual(update);
  });

  it('start over when the cell does', () => {
    const restarted = updateOf(upTo(2));
    expect(applyUpdate(WHOLE, restarted)).toEqual(upTo(2));
    expect(joinUpdates(updateOf(WHOLE, 3), restarted)).toEqual(restarted);
    expect(joinUpdates(updateOf(WHOLE), restarted)).toEqual(restarted);
  });

  it('are refused when samples in between are missing', () => {
    expect(() => applyUpdate(upTo(1), updateOf(WHOLE, 3))).toThrow('2 samples are missing');
    expect(() => applyUpdate(undefined, updateOf(WHOLE, 1))).toThrow(RangeError);
    expect(() => joinUpdates(updateOf(upTo(2), 1), updateOf(WHOLE, 3))).toThrow('1 samples are missing');
  });
});

describe('updates of cells', () => {
  it('change the cells they are of; the rest keep their identity', () => {
    const pending = cells.slice(2);
    const merged = applyUpdates(pending, [updateOf(upTo(1)), updateOf(WHOLE, 1)]);
    expect(merged).toEqual([WHOLE, pending[1]]);
    expect(merged[1]).toBe(pending[1]);
    expect(pending[0]?.status).toBe('pending');
  });

  it('add a cell that is not known at the end', () => {
    const [first, second] = cells as [Cell, Cell];
    expect(applyUpdates([second], [updateOf(first)])).toEqual([second, first]);
  });
});
