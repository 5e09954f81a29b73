import { expect, it } from 'vitest';
import type { Slide } from '../../electron/ipc/story.ts';
import { CONTENDER_IDS, cellOf, runOf, square } from './fixture/recorded-run.ts';
import { liveRequest } from './live-request.ts';

const [ONE = '', OTHER = ''] = CONTENDER_IDS;
const RUN = runOf([
  cellOf(square(64), ONE, 10_000),
  cellOf(square(128), ONE, 80_000),
  cellOf(square(64), OTHER, 1),
]);
const DEVICE = RUN.environment.device;
const slide = (address: string): Slide => ({
  ...{ sentence: '', address, shows: 'view', line: 1, builds: false, live: true, notes: '' },
});

it('measures the size of the cell, or all that the slide shows', () => {
  const all = liveRequest(slide(''), RUN, [DEVICE]);
  expect(all).toMatchObject({
    sweep: { device: DEVICE.id, problems: RUN.request.problems, method: RUN.request.method },
  });
  const one = liveRequest(slide(`cell=${encodeURIComponent(RUN.cells[1]?.id ?? '')}`), RUN, [DEVICE]);
  expect(one).toMatchObject({ sweep: { problems: [square(128)] } });
  const filtered = liveRequest(slide('filter=m%3C100'), RUN, [DEVICE]);
  expect(filtered).toMatchObject({ sweep: { problems: [square(64)] } });
});

it('leaves out what is hidden or cannot run here', () => {
  const hidden = liveRequest(slide(`hide=${OTHER}`), RUN, [DEVICE]);
  expect(hidden).toMatchObject({ sweep: { contenders: [ONE] } });
  const contenders = DEVICE.contenders.map((one) => ({ ...one, available: one.id === OTHER }));
  expect(liveRequest(slide(''), RUN, [{ ...DEVICE, contenders }])).toMatchObject({
    sweep: { contenders: [OTHER] },
  });
});

it('says why nothing can be measured', () => {
  expect(liveRequest(slide(''), RUN, [])).toEqual({ reason: 'no device was found' });
  const contenders = DEVICE.contenders.map((one) => ({ ...one, available: false }));
  expect(liveRequest(slide(''), RUN, [{ ...DEVICE, contenders }])).toEqual({
    reason: `none of its contenders runs on ${DEVICE.name}`,
  });
});
