import { pendingCell } from './new-run.ts';
import type { Cell, Environment, Run, SweepRequest } from './types.ts';

// Data for tests: a run with figures and texts that text files and SQL easily corrupt.

export const sampleRequest: SweepRequest = {
  device: 'cpu',
  problems: [
    { op: 'gemm', dtype: 'f32', m: 64, n: 64, k: 64 },
    { op: 'gemm', dtype: 'f32', m: 65, n: 1, k: 16384 },
  ],
  contenders: ['gemm-tiled', 'cblas'],
  method: {
    minSamples: 10,
    maxSamples: 40,
    targetRelativeIqr: 0.05,
    maxProblemMs: 2000,
    minSampleMs: 1,
    seed: 1,
    cache: 'cold',
    storage: 'shared',
    encoding: 'direct',
  },
};

export const sampleEnvironment: Environment = {
  device: {
    id: 'cpu',
    name: 'A “CPU” </script> with 2 threads',
    kind: 'cpu',
    threads: 2,
    simdWidth: 32,
    maxThreadsPerThreadgroup: 1024,
    maxThreadgroupBytes: 32768,
    gpu: {
      family: 'Apple9',
      metal: 'Metal 3',
      unifiedMemory: true,
      workingSetBytes: 17_179_869_184,
      coreCount: null,
      osBuild: '24A335',
      counterSampling: true,
    },
    contenders: [
      { id: 'gemm-tiled', available: true },
      { id: 'cblas', available: true },
      { id: 'mps', available: false, reason: 'Metal Performance Shaders exist on macOS only' },
    ],
  },
  roof: { gflops: 123.456789012345, halfGflops: 246.9, source: 'measured: FMA micro-kernel, 2 threads' },
  os: 'Linux',
  cpu: 'A CPU',
  cores: 2,
  memoryBytes: 8_000_000_000,
  versions: { node: '24', clang: '19', '10': 'a key that JavaScript sorts' },
};

/** A cell after its measurement. */
export function measured(cell: Cell): Cell {
  const samples = [1000, 1000.5, 0.1 + 0.2, 1e9].map((wallNs, round) => ({
    round,
    position: round % 2,
    wallNs,
    gpuNs: round % 2 ? null : wallNs / 3,
    encoderNs: round % 2 ? null : wallNs / 7,
  }));
  return {
    ...cell,
    status: 'ok',
    duplicates: 16,
    compileMs: 12.5,
    verification: { maxRelativeError: 1.2e-7, tolerance: 1e-5, rowsChecked: 64, rows: 64 },
    summary: {
      n: 4,
      medianNs: 1000.25,
      q1Ns: 750,
      q3Ns: 1e6,
      minNs: 0.1 + 0.2,
      p95Ns: 1e9,
      ci95Ns: [0.3, 1e9],
      clock: 'wall',
      gflops: 12.3,
      utilization: 0.1,
      outliers: 1,
    },
    samples,
    conditions: { thermalState: 'serious', lowPowerMode: false, powerSource: null },
  };
}

/** A run of `sampleRequest`, by default interrupted, with one cell measured and one failed. */
export function sampleRun(changes: Partial<Run> = {}): Run {
  const pending = sampleRequest.problems.flatMap((problem) =>
    sampleRequest.contenders.map((contender) => pendingCell(problem, contender)),
  );
  const cells = pending.map((cell, index): Cell => {
    if (index === 0) return measured(cell);
    if (index !== 1) return cell;
    return {
      ...cell,
      status: 'failed',
      failure: { code: 'COMPILE_FAILED', message: 'line 3', detail: '<b>\u2028' },
    };
  });
  return {
    id: '0b6f3a0e-6d5c-4f6e-9c57-2f1d8f0a1b2c',
    name: 'Sample <run>',
    startedAt: '2026-01-02T03:04:05.678Z',
    finishedAt: '2026-01-02T03:05:05.678Z',
    status: 'interrupted',
    failure: { code: 'COMPUTE_DIED', message: 'it died' },
    request: sampleRequest,
    environment: sampleEnvironment,
    cells,
    ...changes,
  };
}
