import { describe, expect, it } from 'vitest';
import { ownKernel, type Problem, startKernel } from '../../../kernels/index.ts';
import { planTrials } from '../../ipc/judge/plan.ts';
import type { StartCompute } from '../compute-session.ts';
import { plain } from '../terminal/paint.ts';
import { judgementText } from './text.ts';
import { isBad, runTrials } from './trials.ts';

const stopped = (message: string) => ({ kind: 'stopped', message });

describe('trials', () => {
  const started = startKernel('gemm', {}, 'mine');
  if ('issues' in started) throw new Error(JSON.stringify(started.issues));
  const { descriptor, texts } = started;
  const read = ownKernel(descriptor, texts, 'mine.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  const file = { kernel: read.kernel, source: 'mine.metal' };
  const given: Problem[] = [{ op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 }];
  const planned = planTrials(file.kernel, given, { seed: 1, rounds: 1 });

  /** Runs the trials, of which the third ends so, in compute processes that are counted. */
  async function run(third: unknown) {
    let [asked, started] = [0, 0];
    const right = { ok: true, value: { findings: [], verification: null, failure: null } };
    const start = () => {
      started++;
      return { request: async () => (++asked === 3 ? third : right), kill: () => undefined };
    };
    const tried = await runTrials(file, planned, 'cpu', () => undefined, start as unknown as StartCompute);
    return { tried, started };
  }

  it.each([
    [
      'a check',
      {
        ok: true,
        value: {
          findings: [stopped('was stopped: it was still running when the time limit expired')],
          verification: null,
          failure: null,
        },
      },
    ],
    ['a launch', { ok: false, error: { code: 'KERNEL_STUCK', message: 'hangs' } }],
    [
      'the compiler',
      {
        ok: true,
        value: { findings: [], verification: null, failure: { code: 'COMPILE_FAILED', message: 'x' } },
      },
    ],
  ])('end with the first that fails for good in %s', async (_where, hung) => {
    const { tried, started } = await run(hung);
    expect(tried).toHaveLength(3);
    expect(started).toBe(1);
    const text = judgementText(tried, planned, true, plain);
    expect(text).toMatch(/– given +not tried\n/);
    expect(text).toMatch(
      /Refuted in 1 of 3 trials\. \d+ more trials did not run, as the last one stands for them/,
    );
  });

  it('go on after a check that is stopped for anything else', async () => {
    const findings = [stopped('was stopped: an invalid instruction')];
    const { tried } = await run({ ok: true, value: { findings, verification: null, failure: null } });
    expect(tried).toHaveLength(planned.length);
  });

  it('go on in another process after one that crashes', async () => {
    const { tried, started } = await run({ ok: false, error: { code: 'COMPUTE_DIED', message: 'crashed' } });
    expect(tried).toHaveLength(planned.length);
    expect(tried.filter(isBad)).toHaveLength(1);
    expect(started).toBe(2);
  });
});
