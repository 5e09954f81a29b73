import { expect, it, test } from 'vitest';
import { type PaneChoice, readPanes, showings, toggled } from './panes.ts';

const ALL: PaneChoice = { hidden: [], maximised: null, summoned: null };
const LARGE = { width: 1440, height: 900 };

it.each([
  [LARGE, { navigator: 'placed', msl: 'placed', drawer: 'placed' }],
  [
    { width: 1100, height: 900 },
    { navigator: 'hidden', msl: 'placed', drawer: 'placed' },
  ],
  // The smallest window, and 1440 × 900 at 200 %.
  [
    { width: 900, height: 600 },
    { navigator: 'hidden', msl: 'placed', drawer: 'over' },
  ],
  [
    { width: 720, height: 450 },
    { navigator: 'hidden', msl: 'hidden', drawer: 'over' },
  ],
])('at %o the runs yield first, then MSL, and details lie over the rest: %o', (size, expected) => {
  expect(showings(ALL, size)).toMatchObject({ ...expected, chart: 'placed', table: 'placed' });
});

test('what yields can be summoned, and goes again', () => {
  const small = { width: 720, height: 450 };
  const summoned = toggled(ALL, 'msl', small);
  expect(showings(summoned, small)).toMatchObject({ msl: 'over', navigator: 'hidden' });
  expect(showings(toggled(summoned, 'navigator', small), small)).toMatchObject({
    msl: 'hidden',
    navigator: 'over',
  });
  expect(toggled(summoned, 'msl', small)).toEqual(ALL);
  expect(summoned.hidden).toEqual([]);
});

test('of chart and table one stays', () => {
  const noChart = toggled(ALL, 'chart', LARGE);
  expect(showings(noChart, LARGE)).toMatchObject({ chart: 'hidden', table: 'placed' });
  expect(showings(toggled(noChart, 'table', LARGE), LARGE)).toMatchObject({
    chart: 'placed',
    table: 'hidden',
  });
});

test('a maximised pane is alone, and showing another ends that', () => {
  const alone = { ...ALL, maximised: 'chart' } as const;
  expect(Object.values(showings(alone, LARGE)).filter((one) => one !== 'hidden')).toHaveLength(1);
  expect(showings(toggled(alone, 'table', LARGE), LARGE)).toMatchObject({ chart: 'placed', table: 'placed' });
});

test('what was remembered may be anything', () => {
  expect(readPanes({ hidden: ['msl', 'x'], maximised: 'table' })).toEqual({
    hidden: ['msl'],
    maximised: 'table',
  });
  for (const junk of [undefined, 7, { hidden: 1, maximised: {} }])
    expect(readPanes(junk)).toEqual({ hidden: [], maximised: null });
});
