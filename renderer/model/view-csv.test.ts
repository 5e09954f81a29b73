import { expect, it } from 'vitest';
import { readRows } from '../../electron/ipc/formats/csv-rows.ts';
import { CONTENDER_IDS, cellOf, emptyCell, runOf, square } from './fixture/recorded-run.ts';
import { BY_SIZE } from './rows.ts';
import { viewCsv } from './view-csv.ts';

const [ONE = '', OTHER = ''] = CONTENDER_IDS;
const RUN = runOf([
  cellOf(square(64), ONE, 10_000),
  cellOf(square(128), ONE, 80_000),
  cellOf(square(64), OTHER, 20_000),
  emptyCell(square(128), OTHER, 'failed', 'line 3: unknown type, "x"'),
]);
const WHOLE = { filter: '', hidden: [], sort: BY_SIZE, reference: OTHER };

it('has a row for each cell that is shown, with its figures and where they come from', () => {
  const [header = [], ...rows] = readRows(viewCsv(RUN, WHOLE));
  const of = (row: readonly string[] | undefined, column: string) => row?.[header.indexOf(column)];
  expect(rows).toHaveLength(4);
  expect([of(rows[0], 'contender'), of(rows[0], 'm'), of(rows[0], 'medianNs')]).toEqual([ONE, '64', '10000']);
  expect(of(rows[0], 'ofReference')).toBe('2');
  expect(of(rows[0], 'device')).toBe(RUN.environment.device.name);
  expect(of(rows[3], 'failure')).toContain('unknown type, "x"');
  expect(readRows(viewCsv(RUN, { ...WHOLE, filter: 'm>64', hidden: [OTHER] }))).toHaveLength(2);
});
