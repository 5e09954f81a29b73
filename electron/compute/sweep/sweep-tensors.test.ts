import { describe, expect, it } from 'vitest';
import { CONTENDERS, generate, type Problem } from '../../../kernels/index.ts';
import { cellId } from '../../ipc/cell.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { FAKE_PEAK_GFLOPS, FAKE_TENSOR_GAIN, type FakeMachine, signSource } from '../fixture/fake-native.ts';
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

describe("somebody's own kernel", () => {
  const NAME = 'own:mine';
  const problem: Problem = { op: 'gemm', dtype: 'f32', m: 9, n: 9, k: 9 };
  const matrix = FAKE_PEAK_GFLOPS * FAKE_TENSOR_GAIN.f32;

  /** A sweep of a kernel with the text of a generated one. */
  const withTextOf = async (id: string, family: string, dispatchNs = 1000) => {
    const made = generate(id, problem);
    if ('issues' in made) throw new Error(JSON.stringify(made.issues));
    const { hash, kept } = keepProgram(signSource(NAME, made.program), {}, 'mine.metal');
    const trial = await trySweep(
      { [NAME]: { dispatchNs: () => dispatchNs } },
      {
        machine: { gpu: { family, tensorsNeed: null } },
        contenders: [NAME],
        sizes: [9],
        programs: { cells: { [cellId('gemm-f32-9x9x9', NAME)]: hash }, kept },
      },
    );
    const roofs = trial.events.flatMap(({ event }) => (event.type === 'roof' ? [event.roof] : []));
    return { own: trial.cell(9, NAME), roofs };
  };

  it('with tensor operations is held against the matrix units, and the run says so from the start', async () => {
    const { own, roofs } = await withTextOf('gemm-tensor', 'Apple10');
    expect(own.status).toBe('ok');
    expect(own.summary?.utilization).toBeCloseTo((own.summary?.gflops ?? 0) / matrix, 8);
    expect(roofs[0]?.matrixUnits?.usedBy).toEqual([NAME]);
    expect(roofs.at(-1)?.matrixUnits?.usedBy).toEqual([NAME]);
  });

  it('with tensor operations is rejected above the roof of the matrix units, and not below', async () => {
    const at = (share: number) => withTextOf('gemm-tensor', 'Apple10', (2 * 9 ** 3) / (share * matrix));
    expect((await at(0.9)).own.status).toBe('ok');
    const { own } = await at(2);
    expect(own.status).toBe('rejected');
    expect(own.failure?.message).toContain('400.0 GFLOPS');
  });

  it('without them is not, and nothing is said', async () => {
    const { own, roofs } = await withTextOf('gemm-tiled', 'Apple10');
    expect(own.summary?.utilization).toBeCloseTo((own.summary?.gflops ?? 0) / FAKE_PEAK_GFLOPS, 8);
    expect(roofs.every(({ matrixUnits }) => matrixUnits?.usedBy === undefined)).toBe(true);
  });

  it('with them on a GPU without matrix units runs on the vector units, which is said of its cell', async () => {
    const { own } = await withTextOf('gemm-tensor', 'Apple9');
    expect(own.note).toMatch(/^Tensor operations run on the vector units \(ALU\)/);
  });
});
