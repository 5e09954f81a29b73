import { describe, expect, it } from 'vitest';
import { CONTENDERS } from '../../../kernels/index.ts';
import { FAKE_PEAK_GFLOPS, FAKE_TENSOR_GAIN, type FakeMachine } from '../fixture/fake-native.ts';
import { trySweep } from '../fixture/sweep-trial.ts';

const TENSOR = CONTENDERS.find(({ simdgroups, ops }) => simdgroups === 'tensors' && ops.includes('gemm'));

describe.runIf(TENSOR)('tensor operations on a GPU', () => {
  const id = TENSOR?.id ?? '';
  const on = async (gpu: FakeMachine['gpu'], dispatchNs = 1000) => {
    const behaviour = { dispatchNs: () => dispatchNs };
    const contenders = [id, 'gemm-simdgroup'];
    const { cell } = await trySweep({ [id]: behaviour }, { machine: { gpu }, contenders });
    return { tensor: cell(9, id), other: cell(9, 'gemm-simdgroup') };
  };

  it('run on the vector units up to Apple9, which is said of each cell', async () => {
    const { tensor, other } = await on({ family: 'Apple9', tensorsNeed: null });
    expect(tensor.status).toBe('ok');
    expect(tensor.note).toMatch(/^Tensor operations run on the vector units \(ALU\)/);
    expect([other.status, other.note]).toEqual(['ok', null]);
  });

  it('are unsupported where something is missing, with the reason', async () => {
    const { tensor, other } = await on({ family: 'Apple9', tensorsNeed: 'macOS 26 or later' });
    expect(tensor).toMatchObject({ status: 'unsupported' });
    expect(tensor.failure?.message).toBe('needs tensor operations: macOS 26 or later');
    expect(other.status).toBe('ok');
  });

  it('are held against the matrix units from Apple10 on, and others against the vector units', async () => {
    const gpu = { family: 'Apple10', tensorsNeed: null };
    const { tensor, other } = await on(gpu);
    const matrix = FAKE_PEAK_GFLOPS * FAKE_TENSOR_GAIN.f32;
    expect(tensor.note).toBeNull();
    expect(tensor.summary?.utilization).toBeCloseTo((tensor.summary?.gflops ?? 0) / matrix, 8);
    expect(other.summary?.utilization).toBeCloseTo((other.summary?.gflops ?? 0) / FAKE_PEAK_GFLOPS, 8);
    // Above the roof of the vector units, and then above their own.
    expect((await on(gpu, (2 * 9 ** 3) / (0.9 * matrix))).tensor.status).toBe('ok');
    expect((await on(gpu, (2 * 9 ** 3) / (2 * matrix))).tensor.failure?.message).toContain('400.0 GFLOPS');
  });
});
