import { expect, test } from 'vitest';
import { CONTENDER_IDS, cellOf, runOf, square } from './fixture/recorded-run.ts';
import { type AddressedView, addressOf, DEFAULT_VIEW, viewOf } from './view-address.ts';

const [TILED = '', TUNED = ''] = CONTENDER_IDS;
const RUN = runOf([
  cellOf(square(64), TILED, 1e5),
  cellOf(square(64), TUNED, 1e5),
  cellOf(square(128), TILED, 1e6),
]);
const VARIED = runOf([8, 16].map((block) => cellOf(square(64), `gemm-simdgroup@blockM=${block}`, 1e5)));

const view = (change: Partial<AddressedView>) => ({ ...DEFAULT_VIEW, ...change });

test('the view of a report that was just opened has an empty address', () => {
  expect(addressOf(DEFAULT_VIEW)).toBe('');
  expect(viewOf('', RUN)).toEqual(DEFAULT_VIEW);
});

test.each<[address: string, change: Partial<AddressedView>]>([
  ['metric=rate&scale=linear', { metric: 'rate', xScale: 'linear' }],
  [`metric=ratio&reference=${TUNED}`, { metric: 'ratio', reference: TUNED }],
  ['facet=none', { facet: 'none' }],
  ['view=heat-map&map-x=m&map-y=n', { view: 'heat-map', map: { x: 'm', y: 'n', contender: null } }],
  ['zoom=64%3A100.5', { zoom: [64, 100.5] }],
  ['filter=n%2564%3D%3D0', { filter: 'n%64==0' }],
  [`hide=${TILED}&hide=${TUNED}`, { hidden: [TILED, TUNED] }],
  ['sort=-size', { sort: { column: 'size', contender: null, descending: true } }],
  [`sort=-median&of=${TUNED}`, { sort: { column: 'median', contender: TUNED, descending: true } }],
  [`sort=iqr&of=${TUNED}`, { sort: { column: 'iqr', contender: TUNED, descending: false } }],
  ['diff=', { mslOther: '' }],
  [`diff=${TUNED}`, { mslOther: TUNED }],
  ['diff=generated%3Adefault', { mslOther: 'generated:default' }],
])('%s stands for a view, and the view for it', (address, change) => {
  expect(addressOf(view(change))).toBe(address);
  expect(viewOf(address, RUN)).toEqual(view(change));
});

test('a pinned cell is named by its problem and its contender', () => {
  const [cell] = RUN.cells;
  const pinned = { runId: RUN.id, problem: 'gemm-f32-64x64x64', contender: TILED };
  expect(cell?.id).toBe(`${pinned.problem}|${TILED}`);
  expect(viewOf(addressOf(view({ pinned })), RUN).pinned).toEqual(pinned);
});

test('a parameter is an axis of the runs that vary it only, and so are its lines', () => {
  const address = addressOf(view({ axis: 'blockM', hidden: ['gemm-simdgroup'] }));
  expect(viewOf(address, VARIED)).toMatchObject({ axis: 'blockM', hidden: ['gemm-simdgroup'] });
  expect(viewOf(address, RUN)).toMatchObject({ axis: 'size' });
});

test.each([
  'metric=speed',
  'view=globe',
  'facet=batch',
  'zoom=9:3',
  'zoom=1:2:3',
  'reference=nobody',
  'scale=',
  'hide=nobody',
  'sort=median',
  'sort=-',
  'of=cblas',
  'cell=x|y',
  'diff=nobody',
  '%',
  'a&b==',
])('%s, which the run does not have, is as by default', (address) =>
  expect(viewOf(address, RUN)).toEqual(DEFAULT_VIEW),
);
