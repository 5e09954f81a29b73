import { describeIssue } from '../../kernels/index.ts';
import type { Native } from '../../native/types.ts';
import { checkRequestSchema } from '../ipc/check-schemas.ts';
import { compileRequestSchema } from '../ipc/compile-types.ts';
import type { ComputeEvent, ComputeRequests } from '../ipc/compute-protocol.ts';
import { compiledCopySchema, examinationSchema } from '../ipc/judge/examination.ts';
import { methodIssues } from '../ipc/method.ts';
import { askedProgramsSchema } from '../ipc/programs/programs-schema.ts';
import { restoreProgram } from '../ipc/programs/restore-program.ts';
import { sweepRequestSchema } from '../ipc/request-schemas.ts';
import { libraryTrialRequestSchema } from '../ipc/try-library.ts';
import type { Result } from '../ipc/types.ts';
import { validate } from '../ipc/validate.ts';
import { checkSource } from './check/check-source.ts';
import { measureCompileTimes } from './compile/compile-times.ts';
import { endsProcess } from './deadline.ts';
import { compileCopy } from './edit/compile-copy.ts';
import { describeEnvironment, findDevice, listDevices } from './environment.ts';
import { ComputeError } from './failure.ts';
import { disableDoubleFaults, type Fault } from './faults.ts';
import { examine } from './judge/examine.ts';
import { tryLibrary } from './libraries/try-library.ts';
import { runSweep, type SweepEnd } from './sweep/sweep.ts';
import { validatePrograms } from './validate/validate-programs.ts';

type Method = keyof ComputeRequests;

/** The methods of the compute process; each throws ComputeError or NativeError. */
export type RequestTable = {
  [M in Method]: (request: ComputeRequests[M]['request']) => Promise<ComputeRequests[M]['response']>;
};

interface RequestOptions {
  native: Native;
  fault: Fault | null;
  emit(event: ComputeEvent): void;
  /** A kernel occupies a thread of this process for good, or the GPU was lost. Called after the request is answered. */
  onLost(error: Error): void;
}

/** Runs one piece of work at a time: two would disturb each other's timings. */
export function createRequestTable({ native, fault, emit, onLost }: RequestOptions): RequestTable {
  let active: { runId: string; controller: AbortController } | null = null;

  /** Throws BUSY, with the reason, while a sweep is running. */
  const refuseWhileBusy = (reason: string) => {
    if (active) throw new ComputeError('BUSY', reason);
  };

  async function sweep(asked: ComputeRequests['sweep']['request']) {
    const { runId, sweep: request, environment, done } = asked;
    const checked = unwrap(validate(sweepRequestSchema, request, 'BAD_INPUT', 'sweep'));
    const programs = unwrap(validate(askedProgramsSchema, asked.programs, 'BAD_INPUT', 'sweep.programs'));
    const issues = methodIssues(checked.method, environment.device);
    if (issues.length > 0) throw new ComputeError('BAD_INPUT', issues.map(describeIssue).join('; '));
    refuseWhileBusy('Another measurement is running: cancel it or wait until it ends.');
    if (done.length > 0) disableDoubleFaults();
    const controller = new AbortController();
    const { signal } = controller;
    active = { runId, controller };
    try {
      const options = { native, runId, request: checked, environment, done, programs, signal, fault, emit };
      return { status: await runSweep(options) };
    } catch (error) {
      if (!endsProcess(error)) throw error;
      endProcess(error);
      if (!signal.aborted) throw error;
      return { status: 'cancelled' satisfies SweepEnd as SweepEnd };
    } finally {
      active = null;
    }
  }

  /** Ends the process once the current request is answered. */
  const endProcess = (error: Error) => setImmediate(() => onLost(error));

  /** Runs work outside a sweep, which may end the process too, and stores the pipelines that it made. */
  const outsideSweep = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      await native.storePipelines();
      return result;
    } catch (error) {
      if (endsProcess(error)) endProcess(error);
      throw error;
    }
  };

  async function compile(request: ComputeRequests['compile']['request']) {
    const { runId, device, ...cells } = unwrap(
      validate(compileRequestSchema, request, 'BAD_INPUT', 'compile'),
    );
    refuseWhileBusy('Compile times cannot be measured while a sweep is running.');
    const controller = new AbortController();
    const { signal } = controller;
    active = { runId, controller };
    const onProgress = (activity: string, done: number, total: number) =>
      emit({ type: 'compilation', progress: { runId, activity, done, total } });
    try {
      return await outsideSweep(async () =>
        measureCompileTimes(native, await findDevice(native, device), cells, { signal, onProgress }),
      );
    } finally {
      active = null;
    }
  }

  return {
    devices: () => outsideSweep(() => listDevices(native)),
    environment: async ({ device }) => {
      refuseWhileBusy('The roof cannot be measured while a sweep is running.');
      return outsideSweep(() => describeEnvironment(native, device));
    },
    sweep,
    cancel: async ({ runId }) => {
      if (active?.runId === runId) active.controller.abort();
      return null;
    },
    check: async (request) => {
      const checked = unwrap(validate(checkRequestSchema, request, 'BAD_INPUT', 'check'));
      refuseWhileBusy('Kernels cannot be checked while a sweep is running.');
      return outsideSweep(() => checkSource(native, checked));
    },
    examine: async (request) => {
      const checked = unwrap(validate(examinationSchema, request, 'BAD_INPUT', 'examine'));
      refuseWhileBusy('Kernels cannot be examined while a sweep is running.');
      const { signal } = new AbortController();
      return outsideSweep(async () =>
        examine(native, await findDevice(native, checked.device), checked, signal),
      );
    },
    compileCopy: async (request) => {
      const copy = unwrap(validate(compiledCopySchema, request, 'BAD_INPUT', 'compileCopy'));
      refuseWhileBusy('Texts cannot be compiled while a sweep is running.');
      const { problem, contender, programs } = copy;
      const { passes } = restoreProgram(programs.cells.program ?? '', programs.kept, problem, contender);
      return outsideSweep(() => compileCopy(native, copy.device, passes));
    },
    validate: async ({ device, op }) => {
      refuseWhileBusy('Programs cannot be validated while a sweep is running.');
      const onProgress = (done: number, total: number, failed: number) =>
        emit({ type: 'validation', done, total, failed });
      return outsideSweep(async () =>
        validatePrograms(native, await findDevice(native, device), { op, onProgress }),
      );
    },
    compile,
    tryLibrary: async (request) => {
      const trial = unwrap(validate(libraryTrialRequestSchema, request, 'BAD_INPUT', 'trial'));
      refuseWhileBusy('Libraries cannot be tried while a sweep is running.');
      return outsideSweep(async () => tryLibrary(native, await findDevice(native, trial.device), trial));
    },
    cache: async ({ clear }) => {
      if (clear) refuseWhileBusy('The cache cannot be cleared while a sweep is running.');
      return native.cache({ clear });
    },
    conditions: async () => native.conditions(),
  };
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ComputeError(result.error.code, result.error.message);
}
