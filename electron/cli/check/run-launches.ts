import type { CheckedLaunch, CheckLaunch, DescribedLibrary } from '../../ipc/check-types.ts';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import type { Failure } from '../../ipc/types.ts';
import { type StartCompute, startCompute } from '../compute-session.ts';
import { wrap } from '../terminal/layout.ts';
import { UsageError } from '../usage-error.ts';
import { type CheckContext, unwrapCheck } from './context.ts';
import { diagnosticsText } from './diagnostics.ts';
import {
  findKernel,
  missingArguments,
  rejectUnknownIndices,
  undefinedConstants,
} from './launch/kernel-arguments.ts';
import { missingText } from './launch/template-text.ts';
import { launchTitle, outcomeText } from './outcome-text.ts';

/** Failures after which the compute process is of no more use. */
const FATAL = ['COMPUTE_DIED', 'KERNEL_STUCK'];

/** The launches to run: all, or those of one kernel with --kernel. Throws UsageError if one is incomplete. */
export function chooseLaunches(
  { options: { kernel: only, launchPath }, source }: CheckContext,
  library: DescribedLibrary,
  launches: readonly CheckLaunch[],
): readonly CheckLaunch[] {
  const path = launchPath ?? 'the launch';
  if (only !== null) findKernel(library, only, '--kernel');
  const chosen = launches.filter(({ kernel }) => only === null || kernel === only);
  if (chosen.length === 0) throw new UsageError(`${path} has no launch of kernel ${only}`);
  const needs = chosen.map((launch) => {
    const kernel = findKernel(library, launch.kernel, `${path}: kernel`);
    rejectUnknownIndices(kernel, launch, library, path);
    return { kernel, launch, missing: missingArguments(kernel, launch) };
  });
  const incomplete = needs.filter(({ missing }) => missing.length > 0);
  if (incomplete.length > 0) throw new UsageError(missingText(incomplete, library, source, path));
  return chosen;
}

/**
 * Runs launches one after the other and tells each outcome, which is printed by default. A crash in one kernel does not
 * stop the others.
 */
export async function runLaunches(
  context: CheckContext,
  library: DescribedLibrary,
  launches: readonly CheckLaunch[],
  tell: (text: string) => void = console.log,
  start: StartCompute = startCompute,
): Promise<CheckedLaunch[]> {
  const { paint } = context;
  const checked: CheckedLaunch[] = [];
  let compute = start();
  try {
    for (const launch of launches) {
      tell(`${checked.length > 0 ? '\n' : ''}${launchTitle(launch, paint)}`);
      for (const note of undefinedConstants(library, launch)) tell(paint('warning', `  ${note}`));
      const one = await runLaunch(context, compute, launch);
      checked.push(one);
      tell(checkedText(one, context));
      if (!one.failure) continue;
      compute.kill();
      compute = start();
    }
  } finally {
    compute.kill();
  }
  return checked;
}

async function runLaunch(
  { options, source }: CheckContext,
  compute: ComputeClient,
  launch: CheckLaunch,
): Promise<CheckedLaunch> {
  const { compile, timeoutMs, launchPath } = options;
  const result = await compute.request('check', { source, options: compile, launch, timeoutMs });
  if (!result.ok && FATAL.includes(result.error.code)) {
    return { launch, outcome: null, diagnostics: [], failure: result.error };
  }
  const { outcome, diagnostics } = unwrapCheck(result, launchPath ?? launch.kernel);
  return { launch, outcome, diagnostics, failure: null };
}

function checkedText(
  { launch, outcome, diagnostics, failure }: CheckedLaunch,
  context: CheckContext,
): string {
  const { files, width, paint } = context;
  if (outcome) return outcomeText(outcome, context);
  if (!failure) return diagnosticsText(diagnostics, files, width, paint);
  const [title, message] = failureText(launch.kernel, failure);
  return [`  ${paint('bad', `✗ ${title}`)}`, ...wrap(message, width - 4).map((line) => `    ${line}`)].join(
    '\n',
  );
}

function failureText(kernel: string, { code, message }: Failure): [title: string, message: string] {
  if (code === 'KERNEL_STUCK') return ['Hung', message];
  return ['Crashed', `Kernel ${kernel} crashed its process. ${message}`];
}
