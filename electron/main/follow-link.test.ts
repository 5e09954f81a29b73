import { expect, it } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { runLink } from '../ipc/run-link.ts';
import { RunStore } from '../store/run-store.ts';
import { followLink } from './follow-link.ts';

it('finds the run of a link, and says what is wrong with others', () => {
  const store = new RunStore(null);
  const run = sampleRun();
  const linked = { runId: run.id, view: 'view=samples' };
  expect(followLink(store, runLink(linked))).toMatchObject({
    error: { code: 'NO_SUCH_RUN', message: expect.stringContaining(`${run.id}, is not here`) },
  });
  store.add(run);
  expect(followLink(store, runLink(linked))).toEqual({ ok: true, value: linked });
  expect(followLink(store, `tilescope://import/${'x'.repeat(200)}`)).toMatchObject({
    error: { code: 'BAD_LINK', message: expect.stringMatching(/^tilescope:\/\/import\/x+… .*expected/) },
  });
  store.discard(run.id);
  expect(followLink(store, runLink(linked))).toMatchObject({ error: { code: 'NO_SUCH_RUN' } });
  store.dispose();
});
