import { beforeAll, describe, expect, it } from 'vitest';
import { generate, type OwnKernel, ownKernel, type Problem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { cellId } from '../../ipc/cell.ts';
import { applyUpdate } from '../../ipc/cell-update.ts';
import { defaultMethod } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import { withOwnKernels } from '../../ipc/own-kernels/with-kernels.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import type { Cell, Environment } from '../../ipc/types.ts';
import { describeEnvironment } from '../environment.ts';
import { CHEATS_FILE, type CheatName, cheatKernel, HONEST } from '../fixture/cheats.ts';
import { signSource } from '../fixture/fake-native.ts';
import { trySweep } from '../fixture/sweep-trial.ts';
import { runSweep } from '../sweep/sweep.ts';

const SIZE = 64;
const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: SIZE, n: SIZE, k: SIZE };
/** So many samples that a kernel is launched forty times, also on a machine where a sample is one launch. */
const SAMPLES = 48;
const METHOD = {
  ...defaultMethod('cpu'),
  ...{ minSamples: SAMPLES, maxSamples: SAMPLES, maxProblemMs: 50, epochs: 2 },
};

/** With its roofs, which take seconds to measure. */
let environment: Environment;
beforeAll(async () => {
  environment = await describeEnvironment(native, 'cpu');
});

/** The cells of kernels that are timed in the same rounds. */
function timed(names: readonly (CheatName | (typeof HONEST)[number])[]) {
  return timedAt(names.map(cheatKernel), PROBLEM);
}

async function timedAt(own: readonly OwnKernel[], problem: Problem) {
  const kernels = own.map((kernel) => ({ kernel, source: CHEATS_FILE }));
  const contenders = kernels.map(({ kernel }) => kernel.name);
  const request = { device: 'cpu', problems: [problem], contenders, method: METHOD };
  const run = withOwnKernels(newRun('timed', request, environment), kernels);
  const asked = Object.fromEntries(run.cells.map(({ id, program }) => [id, program as string]));
  const cells = new Map<string, Cell>();
  await runSweep({
    ...{ native, runId: 'run', environment, done: [], fault: null, request },
    programs: { cells: asked, kept: { programs: run.programs, sources: run.sources } },
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type !== 'cells') return;
      for (const update of event.updates) cells.set(update.id, applyUpdate(cells.get(update.id), update));
    },
  });
  return contenders.map((contender) => [...cells.values()].find((cell) => cell.contender === contender));
}

/** A kernel for a problem that costs what its descriptor says. */
function doubling(flops: string): OwnKernel {
  const text = `#include <metal_stdlib>
using namespace metal;
kernel void doubled(device const float *X [[buffer(0)]], device float *Y [[buffer(1)]],
                    constant uint &count [[buffer(2)]], uint i [[thread_position_in_grid]]) {
    if (i < count)
        Y[i] = 2.0f * X[i];
}`;
  const problem = {
    name: 'doubling',
    extents: { m: {}, n: {} },
    buffers: { X: { shape: ['m', 'n'] }, Y: { shape: ['m', 'n'], role: 'output' } },
    outputs: { 'Y[i, j]': '2 * X[i, j]' },
    flops,
    limit: 'arithmetic',
  } as const;
  const pass = {
    kernel: 'doubled',
    buffers: { 0: 'X', 1: 'Y', 2: { type: 'uint', value: 'm * n' } },
    grid: ['m * n'],
    threadsPerThreadgroup: [64],
  } as const;
  const read = ownKernel({ name: 'doubled', problem, passes: [pass] }, { 'mine.metal': text }, 'mine.metal');
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.kernel;
}

describe('an own kernel that is timed', () => {
  it('is verified with other inputs afterwards, and those after it with the inputs that they were timed with', async () => {
    const [keeping, leaving, counting, honest] = await timed([
      'keeps its first result in scratch memory',
      'leaves results that are there already',
      'is wrong after forty launches',
      HONEST[0],
    ]);
    for (const cell of [keeping, leaving])
      expect(cell).toMatchObject({
        status: 'wrong',
        failure: { message: expect.stringMatching(/for others after the timing/) },
      });
    expect(counting?.status).toBe('wrong');
    expect(honest).toMatchObject({ status: 'ok', failure: null });
  });

  it.each([
    ['says that it does a million times its work', '1000000 * m * n', 'rejected'],
    ['says what it does', 'm * n', 'ok'],
  ] as const)('beside the measured roof, of a problem that %s', async (_what, flops, status) => {
    const kernel = doubling(flops);
    const problem = { op: kernel.op, dtype: 'f32', m: SIZE, n: SIZE } as Problem;
    const [cell] = await timedAt([kernel], problem);
    expect(cell).toMatchObject({
      status,
      failure: status === 'ok' ? null : { code: 'ABOVE_ROOF', message: expect.stringMatching(/the roof/) },
    });
  });

  it('is rejected if it is faster than the roof allows', async () => {
    const problem: Problem = { op: 'gemm', dtype: 'f32', m: 9, n: 9, k: 9 };
    const generated = generate('gemm-tiled', problem);
    if ('issues' in generated) throw new Error('gemm-tiled cannot be generated');
    const name = 'own:mine';
    const { hash, kept } = keepProgram(signSource(name, generated.program), {}, 'mine.metal');
    const programs = { cells: { [cellId('gemm-f32-9x9x9', name)]: hash }, kept };
    // 2·9³ operations in 10 ns are 146 GFLOPS, and the roof is at 100.
    const { cell } = await trySweep(
      { [name]: { dispatchNs: () => 10 } },
      { contenders: [name], programs, sizes: [9] },
    );
    expect(cell(9, name)).toMatchObject({
      status: 'rejected',
      failure: { code: 'ABOVE_ROOF', message: expect.stringMatching(/exceeds the roof of the device/) },
    });
  });
});
