import { expect, it } from 'vitest';
import { bundleText, readBundle } from '../bundle.ts';
import { sampleDecisions, sampleRun } from '../fixture/sample-run.ts';

const RUN = sampleRun();

it('a bundle has what was decided about its cells, and nothing of it where nothing was', () => {
  const text = bundleText({ ...RUN, decisions: sampleDecisions });
  const read = readBundle(text);
  if (!read.ok) return expect.unreachable(read.error.message);
  expect(read.value.run).toEqual({ ...RUN, decisions: sampleDecisions });
  expect(bundleText(read.value.run)).toBe(text);
  expect(bundleText({ ...RUN, decisions: [] })).toBe(bundleText(RUN));
});

const [step, undone] = sampleDecisions;
/** A bundle after a change to its second decision. */
function withDecision(change: object): string {
  const run = { ...RUN, decisions: [step, { ...undone, ...change }] };
  return JSON.stringify({ format: 'tilescope-run', version: 2, run });
}

it.each([
  [
    'a decision of another kind',
    withDecision({ decision: 'maybe' }),
    'run.decisions[1].decision = maybe: expected accepted, rejected, noted',
  ],
  [
    'a decision about no cell of the run',
    withDecision({ cells: [undone?.cells[0], 'x'] }),
    'run.decisions[1].cells[1] = x: expected one of the cells of the run',
  ],
  [
    'a decision about nothing',
    withDecision({ cells: [] }),
    'run.decisions[1].cells = []: expected at least 1 entries',
  ],
  ['a decision of nobody', withDecision({ who: 5 }), 'run.decisions[1].who = 5: expected text'],
  ['a decision at no time', withDecision({ at: 'noon' }), 'run.decisions[1].at = noon'],
  [
    'a decision out of order',
    withDecision({ at: '2026-01-03T09:00:00.000Z' }),
    'run.decisions[1].at = 2026-01-03T09:00:00.000Z: expected no earlier time',
  ],
  [
    'a decision twice',
    withDecision({ ...step, undoneAt: null }),
    'run.decisions[1] = a decision: expected each',
  ],
  ['a baseline of no id', withDecision({ baseline: 'nightly' }), 'run.decisions[1].baseline = nightly'],
  [
    'an endless note',
    withDecision({ note: 'x'.repeat(2001) }),
    `run.decisions[1].note = ${'x'.repeat(60)}…: expected at most 2000 characters`,
  ],
  ['a decision with more to it', withDecision({ mood: 'glum' }), 'run.decisions[1] = {"baseline":'],
])('a bundle is refused for %s', (_what, text, message) => {
  const read = readBundle(text);
  expect(read).toMatchObject({ ok: false, error: { code: 'BAD_BUNDLE' } });
  expect(read.ok || read.error.message).toContain(`the bundle: ${message}`);
});
