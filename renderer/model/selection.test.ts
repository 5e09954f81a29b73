import { describe, expect, test } from 'vitest';
import { problemKey } from '../../kernels/index.ts';
import { CONTENDER_IDS, cellOf, emptyCell, square } from './fixture/recorded-run.ts';
import {
  activeOf,
  type CellRef,
  hover,
  NOTHING_SELECTED,
  pin,
  problemsBySize,
  restingRef,
  step,
} from './selection.ts';

const at = (side: number, contender = 'a'): CellRef => ({
  runId: 'r',
  problem: problemKey(square(side)),
  contender,
});

describe('selection', () => {
  test('hovering overrides the pinned cell, until the pointer leaves', () => {
    const pinned = pin(NOTHING_SELECTED, at(64));
    const over = hover(pinned, at(128));
    expect(activeOf(over)).toEqual(at(128));
    expect(activeOf(hover(over, null))).toEqual(at(64));
  });

  test('hovering the same cell again returns the same object', () => {
    const once = hover(NOTHING_SELECTED, at(64));
    expect(hover(once, at(64))).toBe(once);
  });

  test('pinning the pinned cell unpins it', () => {
    expect(pin(pin(NOTHING_SELECTED, at(64)), at(64)).pinned).toBeNull();
  });
});

describe('step', () => {
  const order = [64, 128, 256].map((side) => problemKey(square(side)));
  test('goes through sizes and contenders and stops at the edges', () => {
    expect(step(order, ['a', 'b'], at(64), 'right')).toEqual(at(128));
    expect(step(order, ['a', 'b'], at(64), 'left')).toEqual(at(64));
    expect(step(order, ['a', 'b'], at(256), 'right')).toEqual(at(256));
    expect(step(order, ['a', 'b'], at(64), 'down')).toEqual(at(64, 'b'));
    expect(step(order, ['a', 'b'], at(64, 'b'), 'down')).toEqual(at(64, 'b'));
  });

  test('sizes are ordered as numbers', () => {
    const cells = [1024, 64, 256].map((side) => cellOf(square(side), 'a', 1));
    expect(problemsBySize(cells)).toEqual([64, 256, 1024].map((side) => problemKey(square(side))));
  });
});

test('without a selection, the largest finished cell of the first kernel is shown', () => {
  const [first = '', second = ''] = CONTENDER_IDS;
  const library = CONTENDER_IDS.at(-1) ?? '';
  const cells = [
    cellOf(square(256), library, 1),
    cellOf(square(128), second, 1),
    cellOf(square(64), first, 1),
    emptyCell(square(128), first, 'pending'),
  ];
  expect(restingRef('r', cells, [library, first, second])).toEqual(at(64, first));
  expect(restingRef('r', [], [first])).toBeNull();
});
