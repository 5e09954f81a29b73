import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { native } from '../../../native/index.ts';
import { applyUpdate } from '../../ipc/cell-update.ts';
import { NOTHING_ASKED } from '../../ipc/programs/kept-program.ts';
import type { Cell, Environment } from '../../ipc/types.ts';
import { describeEnvironment } from '../environment.ts';
import { requestOf } from '../fixture/sweep-trial.ts';
import { runSweep } from '../sweep/sweep.ts';

// Sweeps against the GPU watchdog of Metal's double, which stops command buffers as macOS does.

process.env.TILESCOPE_BACKEND ??= 'metal-double';
afterEach(() => {
  delete process.env.TILESCOPE_DOUBLE_WATCHDOG_MS;
});

/** The bandwidth is measured here: not what the watchdog is to stop, though a busy machine takes as long. */
let environment: Environment;

/** Measures one small product on the double with a watchdog, and with what `overrides` replaces of native/. */
async function sweep(minSampleMs: number, watchdogMs: number, overrides: Partial<typeof native> = {}) {
  process.env.TILESCOPE_DOUBLE_WATCHDOG_MS = String(watchdogMs);
  const method = { minSampleMs, minSamples: 1, maxSamples: 1, spinMs: 1 };
  const request = { ...requestOf(['gemm-tiled'], { m: 96, n: 96, k: 96 }, method), device: 'metal' };
  const cells = new Map<string, Cell>();
  await runSweep({
    native: { ...native, ...overrides },
    runId: 'run',
    request: { ...request, problems: request.problems.slice(0, 1) },
    environment,
    done: [],
    programs: NOTHING_ASKED,
    signal: new AbortController().signal,
    fault: null,
    emit: (event) => {
      if (event.type !== 'cells') return;
      for (const update of event.updates) cells.set(update.id, applyUpdate(cells.get(update.id), update));
    },
  });
  return [...cells.values()][0];
}

const whole: typeof native.execute = (device, work, { passesPerCommandBuffer: _, ...options } = {}) =>
  native.execute(device, work, options);

describe.skipIf(process.platform === 'darwin')('a sample longer than a command buffer may be', () => {
  beforeAll(async () => {
    environment = await describeEnvironment(native, 'metal');
  }, 120_000);

  // Half a second is the longest predicted command buffer; a busy machine may take many times as long.
  it('is measured whole, in several command buffers', async () => {
    const cell = await sweep(700, 60_000);
    expect(cell).toMatchObject({ status: 'ok', failure: null });
    // The time between the edges of an encoder is only known of one.
    expect(cell?.samples).toMatchObject([{ gpuNs: expect.any(Number), encoderNs: null }]);
  }, 120_000);

  it('would fail in one', async () => {
    const cell = await sweep(1500, 500, { execute: whole });
    expect(cell).toMatchObject({ status: 'failed', failure: { code: 'TIMED_OUT' } });
  }, 120_000);
});
