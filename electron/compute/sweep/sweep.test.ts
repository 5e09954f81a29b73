import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { applyUpdate } from '../../ipc/cell-update.ts';
import { doneCells } from '../../ipc/compute-protocol.ts';
import { NOTHING_ASKED } from '../../ipc/programs/kept-program.ts';
import type { Cell } from '../../ipc/types.ts';
import { describeEnvironment } from '../environment.ts';
import { parseFault } from '../faults.ts';
import { createFakeNative } from '../fixture/fake-native.ts';
import { CONTENDERS, requestOf, SIZES, trySweep } from '../fixture/sweep-trial.ts';
import { runSweep } from './sweep.ts';

describe('a sweep', () => {
  it('verifies and times every cell, on the same threads and with the same duplicates for a problem', async () => {
    const { end, cells, cell, native } = await trySweep({
      'gemm-tiled': { dispatchNs: () => 5000 },
      cblas: { dispatchNs: () => 2000 },
      'gemm-simdgroup': { dispatchNs: () => 4000 },
    });
    expect(end).toBe('finished');
    expect([...cells.values()].map(({ status }) => status)).toEqual(Array(6).fill('ok'));
    for (const { duplicates, samples, verification, summary } of cells.values()) {
      // The fastest takes 2 µs, and a sample 0.1 ms.
      expect(duplicates).toBe(50);
      expect(samples).toHaveLength(10);
      expect(verification).toMatchObject({ rowsChecked: verification?.rows });
      expect(summary?.clock).toBe('wall');
    }
    expect(cell(9, 'cblas').summary).toMatchObject({
      medianNs: 2000,
      n: 10,
      outliers: 0,
      gflops: (2 * 9 ** 3) / 2000,
    });
    expect(cell(9, 'cblas').compileMs).toBeNull();
    expect(cell(9, 'gemm-tiled').compileMs).not.toBeNull();
    expect(new Set(native.log.map(({ threads }) => threads))).toEqual(new Set([2]));
    expect(native.live.size).toBe(0);
  });

  it('gives a contender that is hundreds of times slower fewer dispatches per sample', async () => {
    const { cell, native } = await trySweep(
      {
        'gemm-tiled': { dispatchNs: () => 2000 },
        cblas: { dispatchNs: () => 15_000 },
        'gemm-simdgroup': { dispatchNs: () => 800_000 },
      },
      { sizes: [9], method: { epochs: 2 } },
    );
    // A sample has to last 0.1 ms, and need not last longer than ten times that.
    const duplicates = { 'gemm-tiled': 50, cblas: 50, 'gemm-simdgroup': 2 };
    for (const [name, count] of Object.entries(duplicates)) {
      expect(cell(9, name)).toMatchObject({ status: 'ok', duplicates: count });
      const most = Math.max(...native.log.filter((run) => run.name === name).map((run) => run.duplicates));
      expect(most).toBe(count);
    }
    expect(cell(9, 'gemm-simdgroup').summary?.medianNs).toBeCloseTo(800_000, -2);
  });

  it('stores pipelines between problems, and never among the runs of one', async () => {
    const { native } = await trySweep();
    const [first = 0, last] = native.storedAfter;
    expect(native.storedAfter).toHaveLength(SIZES.length);
    expect(last).toBe(native.log.length);
    const outputs = (from: number, to?: number) => native.log.slice(from, to).flatMap((run) => run.outputs);
    const ofFirst = new Set(outputs(0, first));
    expect(ofFirst.size).toBeGreaterThan(0);
    expect(outputs(first).filter((output) => ofFirst.has(output))).toEqual([]);
  });

  it('measures the cheapest problem first', async () => {
    const { events } = await trySweep();
    const sizes = events.flatMap(({ event }) => (event.type === 'progress' ? [event.progress.activity] : []));
    expect(sizes.findIndex((text) => text.includes('5×5×5'))).toBeLessThan(
      sizes.findIndex((text) => text.includes('9×9×9')),
    );
  });

  it('reports at most ten times a second while it times, and never within a round', async () => {
    const { events } = await trySweep({
      'gemm-tiled': { dispatchNs: () => 30e6 },
      cblas: { dispatchNs: () => 20e6 },
      'gemm-simdgroup': { dispatchNs: () => 15e6 },
    });
    const timing = events.filter(
      ({ event }) => event.type === 'progress' && event.progress.activity.startsWith('timing 9'),
    );
    expect(timing.length).toBeGreaterThan(1);
    for (const [index, { atMs, runs }] of timing.entries()) {
      const before = timing[index - 1];
      if (!before) continue;
      expect(atMs - before.atMs).toBeGreaterThanOrEqual(100);
      expect((runs - before.runs) % CONTENDERS.length).toBe(0);
    }
    const fractions = events.flatMap(({ event }) =>
      event.type === 'progress' ? [event.progress.fraction] : [],
    );
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it('does not charge reporting to the time for samples', async () => {
    const behaviours = { cblas: { dispatchNs: (dispatch: number) => (dispatch % 2 ? 30e6 : 60e6) } };
    const options = { contenders: ['cblas'], method: { maxProblemMs: 1000, maxSamples: 1000 } };
    const quick = await trySweep(behaviours, options);
    const slow = await trySweep(behaviours, { ...options, emitMs: 400 });
    expect(quick.cell(9, 'cblas').samples.length).toBeGreaterThan(20);
    expect(slow.cell(9, 'cblas').samples).toEqual(quick.cell(9, 'cblas').samples);
  });

  it('sends each sample once, so that what it sends grows no faster than the samples do', async () => {
    const sent = async (samples: number) => {
      const { events, cells } = await trySweep(
        { cblas: { dispatchNs: () => 150e6 } },
        {
          contenders: ['cblas'],
          method: { minSamples: samples, maxSamples: samples, maxProblemMs: 1e6 },
        },
      );
      const updates = events.flatMap(({ event }) => (event.type === 'cells' ? event.updates : []));
      const measured = [...cells.values()];
      expect(updates.reduce((sum, { newSamples }) => sum + newSamples.length, 0)).toBe(2 * samples);
      expect(measured.map((cell) => cell.samples.map(({ round }) => round))).toEqual(
        measured.map(() => Array.from({ length: samples }, (_, round) => round)),
      );
      return { flushes: updates.length, bytes: serialize(events.map(({ event }) => event)).byteLength };
    };
    const [few, many] = [await sent(50), await sent(400)];
    expect(many.flushes).toBeGreaterThan(400);
    expect(many.bytes / few.bytes).toBeLessThan(8.5);
  });

  it.each<[string, (c: Float32Array) => void]>([
    ['one element off', (c) => c.set([(c[3] as number) + 0.5], 3)],
    ['zeros', (c) => c.set(c.map(() => 0))],
    ['NaN', (c) => c.set([Number.NaN])],
  ])('does not time a contender whose result is wrong: %s', async (_what, spoil) => {
    const { end, cell, native } = await trySweep({ 'gemm-tiled': { spoil } });
    expect(end).toBe('finished');
    expect(cell(9, 'gemm-tiled')).toMatchObject({
      status: 'wrong',
      failure: { code: 'WRONG_RESULT' },
      samples: [],
    });
    expect(cell(9, 'cblas').status).toBe('ok');
    expect(native.log.filter(({ name }) => name === 'gemm-tiled')).toHaveLength(SIZES.length);
  });

  it('catches a contender that writes nothing, though the right result of another was there before', async () => {
    const { cell } = await trySweep({ 'gemm-tiled': { writesNothing: true } });
    expect(cell(9, 'gemm-simdgroup').status).toBe('ok');
    expect(cell(9, 'gemm-tiled')).toMatchObject({ status: 'wrong', verification: null });
    expect(cell(9, 'gemm-tiled').failure?.message).toBe('The output C at row 0, column 0 is NaN.');
  });

  it('shows a compiler’s diagnostics as the failure of a cell', async () => {
    const diagnostics = [{ severity: 'error', line: 3, column: 7, message: 'unknown type name' }];
    const compileError = Object.assign(new Error('does not compile'), {
      code: 'COMPILE_FAILED',
      diagnostics,
    });
    const { cell } = await trySweep({ 'gemm-simdgroup': { compileError } });
    expect(cell(5, 'gemm-simdgroup')).toMatchObject({
      status: 'failed',
      failure: { code: 'COMPILE_FAILED', detail: '3:7: error: unknown type name' },
    });
    expect(cell(5, 'gemm-tiled').status).toBe('ok');
  });

  it('keeps the samples of a contender that fails while it is timed, and continues', async () => {
    const error = Object.assign(new Error('divided by zero'), { code: 'KERNEL_TRAPPED' });
    const { cell, end } = await trySweep({ cblas: { dispatchNs: () => 1e6, error: { from: 13, error } } });
    expect(end).toBe('finished');
    const failed = [cell(5, 'cblas'), cell(9, 'cblas')].filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.failure?.code).toBe('KERNEL_TRAPPED');
    expect(cell(9, 'gemm-tiled').status).toBe('ok');
  });

  it('says why a contender is unsupported', async () => {
    const { cell } = await trySweep({}, { contenders: ['cblas', 'mps'] });
    expect(cell(5, 'mps')).toMatchObject({ status: 'unsupported', failure: { code: 'UNSUPPORTED' } });
    expect(cell(5, 'cblas').status).toBe('ok');
  });

  it('takes block sizes in the names of contenders, and says which are impossible', async () => {
    const contenders = ['gemm-tiled@blockM=32', 'gemm-tiled@blockM=17', 'gemm-tiled@speed=9'];
    const { cell, end } = await trySweep({}, { contenders });
    expect(end).toBe('finished');
    expect(contenders.map((id) => cell(5, id).status)).toEqual(['ok', 'unsupported', 'unsupported']);
    expect(cell(5, 'gemm-tiled@blockM=17').failure?.message).toMatch(/^blockM = 17: expected one of /);
    expect(cell(5, 'gemm-tiled@speed=9').failure?.message).toMatch(
      /^speed = 9: expected one of the parameters/,
    );
  });

  it.each([{ batch: 2 }, { dtype: 'f16' }, { beta: 0.5 }] as const)(
    'does not ask BLAS for what it does not support: %j',
    async (option) => {
      const { cells } = await trySweep({}, { contenders: ['cblas'], option });
      for (const { status, failure } of cells.values()) {
        expect([status, failure?.message]).toEqual([
          'unsupported',
          expect.stringContaining('plain f32 products only (requested: '),
        ]);
      }
    },
  );

  it('rejects a time that is faster than the roof allows', async () => {
    // 2·9³ operations in 10 ns are 146 GFLOPS, and the roof is at 100.
    const { cell } = await trySweep({ cblas: { dispatchNs: () => 10 } });
    expect(cell(9, 'cblas')).toMatchObject({ status: 'rejected', failure: { code: 'ABOVE_ROOF' } });
    expect(cell(9, 'cblas').summary?.utilization).toBeGreaterThan(1.1);
    expect(cell(5, 'cblas').status).toBe('ok');
  });

  it('fails the cells of a problem whose data do not fit, and continues', async () => {
    const native = createFakeNative();
    const environment = await describeEnvironment(native, 'cpu');
    const small = native.buffer;
    native.buffer = (device, sizeBytes) =>
      sizeBytes > 5 * 5 * 4
        ? Promise.reject(Object.assign(new Error('no memory'), { code: 'OUT_OF_MEMORY' }))
        : small(device, sizeBytes);
    const cells = new Map<string, Cell>();
    const end = await runSweep({
      native,
      runId: 'run',
      environment,
      done: [],
      programs: NOTHING_ASKED,
      fault: null,
      now: native.now,
      request: requestOf(['cblas']),
      signal: new AbortController().signal,
      emit: (event) => {
        if (event.type !== 'cells') return;
        for (const update of event.updates) cells.set(update.id, applyUpdate(cells.get(update.id), update));
      },
    });
    expect(end).toBe('finished');
    expect([...cells.values()].map(({ status, failure }) => [status, failure?.code])).toEqual([
      ['ok', undefined],
      ['failed', 'OUT_OF_MEMORY'],
    ]);
    expect(native.live.size).toBe(0);
  });
});

describe('a cancelled sweep', () => {
  it.each([1, 5, 20, 45])('stops at run %d with nothing left in flight', async (cancelAt) => {
    const { end, cells, native } = await trySweep({}, { cancelAt });
    expect(end).toBe('cancelled');
    expect([...cells.values()].every(({ status }) => status === 'pending' || status === 'ok')).toBe(true);
    expect([...cells.values()].some(({ status }) => status === 'pending')).toBe(true);
    expect(native.live.size).toBe(0);
  });

  it('keeps its samples and resumes where it stopped', async () => {
    const first = await trySweep({}, { cancelAt: 60 });
    const done = doneCells([...first.cells.values()]);
    expect(done.length).toBeGreaterThan(0);
    const second = await trySweep({}, { done });
    expect(second.end).toBe('finished');
    expect(second.cells.size).toBe(6 - done.length);
    for (const { id } of done) expect(second.cells.has(id)).toBe(false);
  });
});

describe('faults', () => {
  it('spoil a result', async () => {
    expect((await trySweep({}, { fault: 'wrong@gemm-tiled' })).cell(9, 'gemm-tiled').status).toBe('wrong');
    expect(parseFault(undefined)).toBeNull();
  });

  it('reach the Metal double when their cell begins, but not in a resumed sweep', async () => {
    const fault = parseFault('double@2:hang@24');
    const begin = async (number: number, resumed: boolean) => {
      await fault?.cellBegins(number, resumed);
      const given = process.env.TILESCOPE_DOUBLE_FAULT;
      delete process.env.TILESCOPE_DOUBLE_FAULT;
      return given;
    };
    expect(await begin(1, false)).toBeUndefined();
    expect(await begin(2, false)).toBe('hang@24');
    expect(await begin(2, true)).toBeUndefined();
  });

  it.each(['explode@3', 'crash', 'crash@'])('that are unknown are refused: %s', (text) => {
    expect(() => parseFault(text)).toThrow(`TILESCOPE_FAULT = ${text}: expected one of`);
  });
});
