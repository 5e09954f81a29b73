import { expect, it } from 'vitest';
import { readRunLink, runLink } from './run-link.ts';

const runId = '3f1ae9b2-8f4e-4b6d-9a57-0c6fd6f7a001';

it.each([null, 'view=heat-map&cell=gemm-f32-64x64x64%7Ccblas', 'filter=n%2564%3D%3D0'])(
  'a link to a run with the view %s is read as it was written',
  (view) => expect(readRunLink(runLink({ runId, view }))).toEqual({ runId, view }),
);

it('reads what other programs make of a link', () => {
  expect(readRunLink(`TILESCOPE://RUN/${runId.toUpperCase()}/`)).toEqual({ runId, view: null });
});

it.each([
  '',
  'tilescope://run/',
  'tilescope://run/latest',
  `tilescope://app/${runId}`,
  `tilescope://run/${runId}/cells`,
  `tilescope://run/${runId}?view=samples`,
  `https://run/${runId}`,
  `tilescope://run/${runId}#${'x'.repeat(30_000)}`,
])('%.60s is no link to a run', (link) => expect(readRunLink(link)).toBeNull());
