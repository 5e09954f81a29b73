import type { CheckedLaunch, CheckFinding } from '../../ipc/check-types.ts';
import { formatDuration, formatItems } from '../../ipc/figures.ts';
import type { Paint } from '../terminal/paint.ts';

/** "2 launches of 2 kernels · 67,840 accesses checked · 410 ms · 2 findings" */
export function summaryText(checked: readonly CheckedLaunch[], paint: Paint): string {
  const outcomes = checked.flatMap(({ outcome }) => outcome ?? []);
  const total = (count: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  const kernels = new Set(checked.map(({ launch }) => launch.kernel)).size;
  const accesses = total((outcome) => outcome.accesses);
  const warnings = total((outcome) => outcome.findings.filter(isWarning).length);
  const findings = total((outcome) => outcome.findings.length) - warnings;
  const mismatches = total((outcome) => outcome.mismatches.length);
  const failed = checked.length - outcomes.length;
  const isPassed = checked.every(hasPassed);
  const facts = [
    `${formatItems(checked.length, 'launch', 'launches')} of ${formatItems(kernels, 'kernel')}`,
    `${formatItems(accesses, 'access', 'accesses')} checked`,
    formatDuration(total(({ wallNs }) => wallNs)),
  ];
  const verdicts = [
    ...(isPassed ? ['no findings'] : []),
    ...(warnings > 0 ? [formatItems(warnings, 'warning')] : []),
    ...(findings > 0 ? [formatItems(findings, 'finding')] : []),
    ...(mismatches > 0 ? [`${formatItems(mismatches, 'buffer')} not as expected`] : []),
    ...(failed > 0 ? [`${formatItems(failed, 'launch', 'launches')} failed`] : []),
  ];
  return `${facts.join(' · ')} · ${paint(isPassed ? 'good' : 'bad', verdicts.join(' · '))}`;
}

/** Whether a launch ran without findings, other than warnings, and left the expected contents. */
export function hasPassed({ outcome }: CheckedLaunch): boolean {
  return outcome?.mismatches.length === 0 && outcome.findings.every(isWarning);
}

/** What is known to go wrong though Metal allows it, and what goes well on every GPU though Metal does not say so. */
const WARNINGS: readonly string[] = ['fast-math', 'same-value'] satisfies CheckFinding['kind'][];

/** Whether a finding is no fault. */
export function isWarning({ kind }: { readonly kind: string }): boolean {
  return WARNINGS.includes(kind);
}
