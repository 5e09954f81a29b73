// What tests of sweeps share.
import type { GemmProblem, Problem } from '../../kernels/index.ts';
import type { ComputeEvent } from '../ipc/compute-protocol.ts';
import type { Cell, Method, SweepRequest } from '../ipc/types.ts';
import { describeEnvironment } from './environment.ts';
import {
  type Behaviour,
  createFakeNative,
  type FakeMachine,
  type FakeNative,
  signSource,
} from './fake-native.ts';
import { type Fault, parseFault } from './faults.ts';
import { runSweep } from './sweep.ts';

export const CONTENDERS = ['gemm-simdgroup', 'gemm-tiled', 'cblas'];
export const SIZES = [9, 5];

export interface SweepTrial {
  native: FakeNative;
  events: { event: ComputeEvent; atMs: number; runs: number }[];
  cells: Map<string, Cell>;
  cell(size: number, contender: string): Cell;
  end: string;
}

/** Runs a small sweep on a fake machine, of sizes 9 and 5, and keeps what it told. */
export async function trySweep(
  behaviours: Record<string, Behaviour> = {},
  options: {
    contenders?: string[];
    done?: Cell[];
    fault?: string;
    cancelAt?: number;
    option?: Partial<GemmProblem>;
    machine?: FakeMachine;
    method?: Partial<Method>;
    /** Whether what ends the process is thrown; otherwise its code is how the sweep ended. */
    rethrow?: boolean;
  } = {},
): Promise<SweepTrial> {
  const native = createFakeNative(behaviours, options.machine);
  const environment = await describeEnvironment(native, options.machine?.gpu ? 'metal' : 'cpu');
  const controller = new AbortController();
  let runs = 0;
  native.onRun = () => {
    runs++;
    if (runs === options.cancelAt) controller.abort();
  };
  const events: SweepTrial['events'] = [];
  const cells = new Map<string, Cell>();
  const end = await runSweep({
    native,
    runId: 'run',
    request: requestOf(options.contenders ?? CONTENDERS, options.option, options.method),
    environment,
    done: options.done ?? [],
    signal: controller.signal,
    fault: signed(parseFault(options.fault)),
    now: native.now,
    emit: (event) => {
      events.push({ event: structuredClone(event), atMs: native.now(), runs });
      if (event.type === 'cells') for (const cell of event.cells) cells.set(cell.id, structuredClone(cell));
    },
  }).catch((error: Error & { code?: string }) => {
    if (options.rethrow ?? true) throw error;
    return String(error.code);
  });
  const cell = (size: number, contender: string) => {
    const found = cells.get(`gemm-f32-${size}x${size}x${size}|${contender}`);
    if (!found) throw new Error(`No cell ${contender} at ${size}`);
    return found;
  };
  return { native, events, cells, cell, end };
}

/** The fault, and contenders' texts that the fake can tell apart. */
function signed(fault: Fault | null): Fault {
  const none = { cellBegins: async () => undefined, spoil: () => undefined };
  return { ...none, ...fault, breakSource: signSource };
}

export function requestOf(
  contenders: string[],
  option: Partial<GemmProblem> = {},
  change: Partial<Method> = {},
): SweepRequest {
  const problems = SIZES.map(
    (size): Problem => ({ op: 'gemm', dtype: 'f32', m: size, n: size, k: size, ...option }),
  );
  const method: Method = {
    minSamples: 10,
    maxSamples: 20,
    targetRelativeIqr: 0.05,
    maxProblemMs: 1000,
    minSampleMs: 0.1,
    seed: 1,
    cache: 'hot',
    storage: 'shared',
    encoding: 'direct',
    ...change,
  };
  return { device: 'cpu', problems, contenders, method };
}
