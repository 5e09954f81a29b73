import { describe, expect, it } from 'vitest';
import { doubtOf } from '../../ipc/conditions.ts';
import { methodLabel } from '../../ipc/method.ts';
import type { Conditions } from '../../ipc/types.ts';
import type { FakeMachine } from '../fixture/fake-native.ts';
import { requestOf, trySweep } from '../fixture/sweep-trial.ts';

const MACHINE: FakeMachine = { gpu: {} };
const CONTENDERS = ['gemm-simdgroup', 'mps', 'cblas'];

function coded(code: string): Error {
  return Object.assign(new Error(`the ${code}`), { code });
}

describe('a sweep on a GPU', () => {
  it('has GPU and wall time of GPU contenders, and wall time of CPU contenders', async () => {
    const { cell, native, end } = await trySweep({}, { machine: MACHINE, contenders: CONTENDERS });
    expect(end).toBe('finished');
    for (const id of ['gemm-simdgroup', 'mps']) {
      const { status, summary, samples } = cell(9, id);
      expect([status, summary?.clock, summary?.medianNs]).toEqual(['ok', 'gpu', 1000]);
      expect(samples[0]?.wallNs).toBeGreaterThan(1000);
      expect(samples[0]?.encoderNs).toBeCloseTo(900);
    }
    expect(cell(9, 'cblas').summary?.clock).toBe('wall');
    expect(cell(9, 'cblas').samples[0]).toMatchObject({ gpuNs: null, encoderNs: null });
    expect([native.live.size, native.activities()]).toEqual([0, 0]);
  });

  it('has no encoder time, rather than zero, where counters are not sampled', async () => {
    const machine = { gpu: { counterSampling: false } };
    const { cell } = await trySweep({}, { machine, contenders: CONTENDERS });
    expect(cell(9, 'mps').samples.map(({ encoderNs }) => encoderNs)).toEqual(Array(10).fill(null));
  });

  it('takes the roof of the table, and measures one that is not in it', async () => {
    const fast = { dispatchNs: () => 0.1 };
    const known = await trySweep(
      { mps: fast },
      { machine: { gpu: { name: 'Apple M2', family: 'Apple8' } }, contenders: ['mps'] },
    );
    expect(known.cell(9, 'mps')).toMatchObject({ status: 'rejected', failure: { code: 'ABOVE_ROOF' } });
    expect(known.cell(9, 'mps').failure?.message).toContain('by GPU time exceeds the roof');
    expect(known.cell(9, 'mps').failure?.message).toContain('3578.9 GFLOPS');
  });

  it('does not hold what may use matrix units to a roof that leaves them out', async () => {
    const machine = { gpu: { family: 'Apple10' } };
    const contenders = ['mps', 'gemm-simdgroup', 'gemm-tiled', 'cblas'];
    const fast = Object.fromEntries(contenders.map((id) => [id, { dispatchNs: () => 10 }]));
    const { cell } = await trySweep(fast, { machine, contenders });
    expect(contenders.map((id) => cell(9, id).status)).toEqual(['ok', 'ok', 'rejected', 'ok']);
  });

  it('marks what ran on a virtual GPU, and refuses what that lacks', async () => {
    const machine = { gpu: { name: 'Apple Paravirtual device', family: 'Apple5', metal: null } };
    const contenders = ['gemm-tiled', 'cblas', 'gemm-simdgroup'];
    const { cell } = await trySweep({}, { machine, contenders });
    expect(contenders.map((id) => cell(9, id).status)).toEqual(['ok', 'ok', 'unsupported']);
    expect(contenders.map((id) => doubtOf(cell(9, id).conditions))).toEqual(['virtual GPU', null, null]);
    expect(cell(9, 'gemm-simdgroup').failure?.message).toMatch(/^needs SIMD-group matrices/);
  });

  it('says why a routine is unavailable', async () => {
    const machine: FakeMachine = { gpu: {}, missing: { 'mps-matmul': 'MPS is asleep.' } };
    const { cell } = await trySweep({}, { machine, contenders: CONTENDERS });
    expect(cell(9, 'mps')).toMatchObject({ status: 'unsupported', failure: { message: 'MPS is asleep.' } });
    expect(cell(9, 'cblas').status).toBe('ok');
  });
});

describe('conditions', () => {
  it('are the worse of before and after the rounds, in every cell', async () => {
    const states: Conditions['thermalState'][] = ['nominal', 'nominal', 'serious'];
    let asked = 0;
    const conditions = (): Conditions => ({
      lowPowerMode: false,
      powerSource: 'mains',
      thermalState: states[asked++] ?? 'fair',
    });
    const { cell, events } = await trySweep(
      {},
      { machine: { conditions }, contenders: ['gemm-tiled', 'cblas'] },
    );
    // Asked once at the start, then around the rounds of each problem; the smaller comes first.
    expect(cell(5, 'cblas').conditions?.thermalState).toBe('serious');
    expect(cell(5, 'gemm-tiled').conditions?.thermalState).toBe('serious');
    expect(cell(9, 'cblas').conditions?.thermalState).toBe('fair');
    const reported = events.flatMap(({ event }) =>
      event.type === 'conditions' ? [event.conditions.thermalState] : [],
    );
    expect(reported).toEqual(['nominal', 'serious', 'fair']);
  });
});

describe('options of the method', () => {
  it('rotates through more buffers than a cache holds, and each duplicate takes the next', async () => {
    const { native, cell } = await trySweep(
      {},
      {
        machine: { gpu: { name: 'Apple M1' } },
        contenders: ['gemm-tiled'],
        method: { cache: 'cold', minSampleMs: 0 },
      },
    );
    expect(cell(9, 'gemm-tiled').status).toBe('ok');
    const runs = native.log.filter(({ outputs }) => outputs.length === 1);
    expect(runs.length).toBeGreaterThan(2 * 10);
    // 3 matrices of 81 floats, against twice 8 MB: a set does not come round within these runs.
    expect(new Set(runs.flatMap(({ outputs }) => outputs)).size).toBe(runs.length);
    // Before and after the timing, all sets of a problem are run and verified.
    const verified = native.log.filter(({ outputs }) => outputs.length > 1);
    expect(verified.map(({ outputs, duplicates }) => duplicates === new Set(outputs).size)).toEqual(
      Array(4).fill(true),
    );
    expect(native.live.size).toBe(0);
  });

  it('splits samples so that no command buffer is predicted to hold the GPU for half a second', async () => {
    const dispatchesNs: Record<string, number> = { 'gemm-simdgroup': 2e6, 'gemm-tiled': 2e8, mps: 9e8 };
    const behaviours = Object.fromEntries(
      Object.entries(dispatchesNs).map(([id, ns]) => [id, { dispatchNs: () => ns }]),
    );
    const method = { protocol: 'mfa', minSamples: 2, maxSamples: 2 } as const;
    const contenders = Object.keys(dispatchesNs);
    const { native, cell } = await trySweep(behaviours, { machine: MACHINE, contenders, method });
    for (const [id, dispatchNs] of Object.entries(dispatchesNs)) {
      expect(cell(9, id).status).toBe('ok');
      const timed = native.log.filter(({ name, duplicates }) => name === id && duplicates > 1);
      expect(timed.length).toBeGreaterThanOrEqual(4); // two of each size
      // Each by its own warm-up, not by that of the fastest; a dispatch of 900 ms is alone.
      const split = new Set(timed.map(({ passesPerCommandBuffer }) => passesPerCommandBuffer));
      expect([...split]).toEqual([Math.max(1, Math.floor(5e8 / dispatchNs))]);
    }
  });

  it('gives each contender the commands per encoder and command buffer that it is named with', async () => {
    const launches = [
      'commandsPerEncoder=1',
      'commandsPerEncoder=32',
      'commandsPerEncoder=2,commandsPerBuffer=4',
    ];
    const contenders = launches.map((launch) => `gemm-tiled@${launch}`);
    const method = { minSampleMs: 0.01, minSamples: 2, maxSamples: 2 };
    const { native, cells: byId } = await trySweep({}, { machine: MACHINE, contenders, method });
    const cells = [...byId.values()];
    expect(cells.map(({ status }) => status)).toEqual(cells.map(() => 'ok'));
    // A sample of the shortest length would be one dispatch; 32 in one encoder need 32.
    expect(cells.map(({ duplicates }) => duplicates)).toEqual(cells.map(() => 32));
    const timed = native.log.filter(({ duplicates }) => duplicates === 32);
    const asked = timed.map((run) =>
      [run.passesPerEncoder, Math.min(run.passesPerCommandBuffer ?? 0, 32)].join(),
    );
    expect(new Set(asked)).toEqual(new Set(['1,32', '32,32', '2,4']));
  });

  it('asks for a spin before every execution, and says so in the method', async () => {
    const method = { spinMs: 10 };
    const { native } = await trySweep({}, { machine: MACHINE, contenders: CONTENDERS, method });
    expect(new Set(native.log.map(({ spinMs }) => spinMs))).toEqual(new Set([10]));
    expect(methodLabel(requestOf(CONTENDERS, {}, { ...method, epochs: 3 }).method)).toBe(
      'after a spin of 10 ms',
    );
  });

  it('encodes programs indirectly, and refuses that for libraries', async () => {
    const { native, cell } = await trySweep(
      {},
      {
        machine: MACHINE,
        contenders: ['gemm-tiled', 'mps'],
        method: { encoding: 'indirect', storage: 'private' },
      },
    );
    expect(new Set(native.log.map(({ encoding }) => encoding))).toEqual(new Set(['indirect']));
    expect(cell(9, 'mps')).toMatchObject({ status: 'unsupported', failure: { code: 'UNSUPPORTED' } });
  });
});

describe('a GPU that fails', () => {
  it.each(['COMMAND_BUFFER_FAILED', 'TIMED_OUT'])(
    'by %s: fails the cell alone, keeps its samples',
    async (code) => {
      const error = { from: 30, error: coded(code) };
      const { cell, end } = await trySweep(
        { mps: { error } },
        { machine: MACHINE, contenders: CONTENDERS, method: { minSampleMs: 0 } },
      );
      expect(end).toBe('finished');
      expect(cell(9, 'mps')).toMatchObject({ status: 'failed', failure: { code } });
      expect(cell(9, 'cblas').status).toBe('ok');
    },
  );

  it.each(['COMPILE_FAILED', 'PIPELINE_FAILED'])('by %s: fails the cell alone', async (code) => {
    const behaviour = { 'gemm-simdgroup': { compileError: coded(code) } };
    const { cell, end } = await trySweep(behaviour, { machine: MACHINE, contenders: CONTENDERS });
    expect(end).toBe('finished');
    expect(cell(9, 'gemm-simdgroup')).toMatchObject({ status: 'failed', failure: { code } });
    expect(cell(9, 'mps').status).toBe('ok');
  });

  it('by being lost: the sweep ends, and what was measured enough is kept', async () => {
    const error = { from: 30, error: coded('DEVICE_LOST') };
    const trial = trySweep(
      { mps: { error } },
      {
        machine: MACHINE,
        contenders: CONTENDERS,
        method: { minSampleMs: 0, targetRelativeIqr: 0 },
        rethrow: false,
      },
    );
    const { cell, end, native } = await trial;
    expect(end).toBe('DEVICE_LOST');
    const lost = [5, 9].map((size) => cell(size, 'mps')).find(({ status }) => status === 'failed');
    expect(lost?.failure?.code).toBe('DEVICE_LOST');
    for (const size of [5, 9]) {
      for (const id of ['gemm-simdgroup', 'cblas']) {
        const { status, samples } = cell(size, id);
        expect(status).toBe(samples.length >= 10 ? 'ok' : 'pending');
      }
    }
    expect([native.live.size, native.activities()]).toEqual([0, 0]);
  });
});
