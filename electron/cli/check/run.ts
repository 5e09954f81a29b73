import type { CheckedLaunch, CheckLaunch, DescribedLibrary } from '../../ipc/check-types.ts';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import { startCompute } from '../compute-session.ts';
import { countOf, duration, wrap } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';
import { type CheckContext, unwrap } from './context.ts';
import { diagnosticsText } from './diagnostics.ts';
import { launchTitle, outcomeText } from './findings.ts';
import { checkSurplus, findKernel, missingArguments, undefinedConstants } from './launch/launches.ts';
import { missingText } from './launch/template-text.ts';

/** Of a process that a kernel took down. */
const FATAL = ['COMPUTE_DIED', 'KERNEL_STUCK'];

/** The launches to run: all, or those of the kernel that --kernel names. Throws UsageError for what they lack. */
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
    checkSurplus(kernel, launch, library, path);
    return { kernel, launch, missing: missingArguments(kernel, launch) };
  });
  const lacking = needs.filter(({ missing }) => missing.length > 0);
  if (lacking.length > 0) throw new UsageError(missingText(lacking, library, source, path));
  return chosen;
}

/** Runs launches one after the other, and prints how each went. A kernel that takes its process down ends no other. */
export async function runLaunches(
  context: CheckContext,
  library: DescribedLibrary,
  launches: readonly CheckLaunch[],
): Promise<CheckedLaunch[]> {
  const checked: CheckedLaunch[] = [];
  let compute = startCompute();
  try {
    for (const launch of launches) {
      console.log(`${checked.length > 0 ? '\n' : ''}${launchTitle(launch, context.paint)}`);
      for (const note of undefinedConstants(library, launch))
        console.log(context.paint('warning', `  ${note}`));
      const one = await runLaunch(context, compute, launch);
      checked.push(one);
      console.log(checkedText(one, context));
      if (!one.failure) continue;
      compute.kill();
      compute = startCompute();
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
  const { outcome, diagnostics } = unwrap(result, launchPath ?? launch.kernel);
  return { launch, outcome, diagnostics, failure: null };
}

function checkedText(
  { launch, outcome, diagnostics, failure }: CheckedLaunch,
  context: CheckContext,
): string {
  const { files, width, paint } = context;
  if (outcome) return outcomeText(outcome, context);
  if (!failure) return diagnosticsText(diagnostics, files, width, paint);
  const what = failure.code === 'KERNEL_STUCK' ? 'Hangs, and does not hear that it should stop' : 'Crashed';
  const reason = `Kernel ${launch.kernel} took the process that it ran in with it. ${failure.message}`;
  return [`  ${paint('bad', `✗ ${what}`)}`, ...wrap(reason, width - 4).map((line) => `    ${line}`)].join(
    '\n',
  );
}

/** "2 launches of 2 kernels · 67,840 accesses watched · 0.41 s · 2 findings" */
export function summaryText(checked: readonly CheckedLaunch[], paint: Paint): string {
  const outcomes = checked.flatMap(({ outcome }) => outcome ?? []);
  const total = (of: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const findings = total(({ findings: list }) => list.length);
  const mismatches = total((outcome) => outcome.mismatches.length);
  const failed = checked.filter(({ outcome }) => !outcome).length;
  const kernels = new Set(checked.map(({ launch }) => launch.kernel)).size;
  const verdicts = [
    ...(findings > 0 || checked.every(isFine)
      ? [findings > 0 ? countOf(findings, 'finding') : 'no findings']
      : []),
    ...(mismatches > 0 ? [`${countOf(mismatches, 'buffer')} not as expected`] : []),
    ...(failed > 0 ? [`${countOf(failed, 'launch', 'launches')} failed`] : []),
  ];
  const facts = [
    `${countOf(checked.length, 'launch', 'launches')} of ${countOf(kernels, 'kernel')}`,
    `${countOf(
      total(({ accesses }) => accesses),
      'access',
      'accesses',
    )} watched`,
    duration(total(({ wallNs }) => wallNs) / 1e6),
  ];
  const style = checked.every(isFine) ? 'good' : 'bad';
  return `${facts.join(' · ')} · ${paint(style, verdicts.join(' · '))}`;
}

/** Whether a launch ran, without a finding, and left what was expected. */
export function isFine({ outcome }: CheckedLaunch): boolean {
  return outcome !== null && outcome.findings.length + outcome.mismatches.length === 0;
}
