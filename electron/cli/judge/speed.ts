import type { Problem } from '../../../kernels/index.ts';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import { defaultMethod } from '../../ipc/method.ts';
import { newRun } from '../../ipc/new-run.ts';
import { floorOf } from '../../ipc/noise/noise-floor.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { withOwnKernels } from '../../ipc/own-kernels/with-kernels.ts';
import type { CellStatus, Environment, Run } from '../../ipc/types.ts';
import { type Judgement, judgePairs } from '../../ipc/verdict/judgement.ts';
import { judgingOf } from '../../ipc/verdict/looks.ts';
import { pairsAgainst } from '../../ipc/verdict/pairs.ts';
import { type VerdictRecord, verdictRecord } from '../../ipc/verdict/record.ts';
import type { RunStore } from '../../store/run-store.ts';
import { knownFloor } from '../compare/known-floor.ts';
import { type StartCompute, startCompute } from '../compute-session.ts';
import { storeWith } from '../runs/open-runs.ts';
import { measureInto } from '../sweep/measure-run.ts';
import { runName } from '../sweep/run-name.ts';
import { CommandError } from '../usage-error.ts';

/** The run in which a kernel was timed, and its verdicts against each of the others, whose names the pairs have. */
export interface Speed {
  readonly run: Run;
  readonly judgement: Judgement;
}

/** How a run is measured into a store. */
export interface Measuring {
  readonly start: StartCompute;
  measure(compute: ComputeClient, store: RunStore, run: Run): Promise<void>;
}

const AT_TERMINAL: Measuring = {
  start: startCompute,
  measure: (compute, store, run) => measureInto(compute, store, run, false),
};

/**
 * Times a kernel in the same rounds as others, verified before and after, and keeps the run in the store. Throws
 * CommandError.
 */
export async function judgeSpeed(
  file: KernelFile,
  others: readonly string[],
  problems: readonly Problem[],
  environment: Environment,
  { start, measure }: Measuring = AT_TERMINAL,
): Promise<Speed> {
  const { name } = file.kernel;
  const contenders = [name, ...others.filter((other) => other !== name)];
  const { device } = environment;
  const method = defaultMethod(device.kind);
  const request = { device: device.id, problems: [...problems], contenders, method };
  const compute = start();
  try {
    const run = withOwnKernels(newRun(`${name}: ${runName(problems)}`, request, environment), [file]);
    const store = storeWith(run);
    try {
      await measure(compute, store, run);
      const measured = store.run(run.id) as Run;
      if (measured.failure) throw new CommandError(measured.failure.message);
      return { run: measured, judgement: judgementOf(store, measured, name) };
    } finally {
      store.dispose();
    }
  } finally {
    compute.kill();
  }
}

function judgementOf(store: RunStore, run: Run, name: string): Judgement {
  const floor = knownFloor(() => store, run);
  const others = run.request.contenders.filter((other) => other !== name);
  const pairs = others.flatMap((other) =>
    pairsAgainst(other, run)
      .filter(({ candidate }) => candidate.contender === name)
      .map((pair) => ({ ...pair, contender: other })),
  );
  return judgePairs(
    pairs,
    judgingOf(run.request, ({ candidate }) => floorOf(floor, 'paired', candidate)),
  );
}

/** Cells that speak against a kernel that was right before it was timed. */
const FAILED: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];

/** Whether the kernel was not right any more when it was timed, or faster than anything can be. */
export function hasFailed({ run }: Speed, name: string): boolean {
  return run.cells.some(({ contender, status }) => contender === name && FAILED.includes(status));
}

/** The verdicts for other programs: the candidate is the kernel, and each contender a baseline of it. */
export function speedRecord({ run: { id, name: title }, judgement }: Speed, name: string): VerdictRecord {
  const baseline = { id, name: title, contender: null };
  return verdictRecord(judgement, {
    method: 'paired',
    baseline,
    candidate: { ...baseline, contender: name },
  });
}
