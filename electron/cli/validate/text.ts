import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { formatDuration, formatItems } from '../../ipc/figures.ts';
import type { UnsupportedPrograms, ValidationFailure, ValidationReport } from '../../ipc/validation-types.ts';
import { STATUS_MARKS } from '../sweep/status-marks.ts';
import type { Paint } from '../terminal/paint.ts';
import { reproducingCommand } from './reproduce.ts';

/** One cause tends to break many programs: the first failures are the ones to fix. */
const MAX_FAILURES = 20;
const MAX_DETAIL_LINES = 6;

/** The failures, each with the command line that reproduces it, what the device cannot run, and the totals. */
export function validationText(report: ValidationReport, paint: Paint): string {
  return [
    ...failuresText(report.failures, report.device, paint),
    ...(report.unsupported.length > 0 ? [report.unsupported.map(unsupportedText).join('\n')] : []),
    summaryText(report, paint),
  ].join('\n\n');
}

/** The first failures, a text each, and how many more there are. */
export function failuresText(failures: readonly ValidationFailure[], device: string, paint: Paint): string[] {
  const shown = failures.slice(0, MAX_FAILURES).map((one) => failureText(one, device, paint));
  const more = failures.length - shown.length;
  return more > 0 ? [...shown, paint('quiet', `… and ${more} more; --json writes all of them.`)] : shown;
}

function failureText(failed: ValidationFailure, device: string, paint: Paint): string {
  const { failure, kernel, contender, problem, programs } = failed;
  const others = programs > 1 ? paint('quiet', ` and ${formatItems(programs - 1, 'other program')}`) : '';
  const where = `${contenderLabel(contender)} at ${extentsLabel(problem)}: kernel ${kernel}`;
  const detail = failure.detail?.split('\n').slice(0, MAX_DETAIL_LINES) ?? [];
  return [
    `${paint('bad', '✗')} ${paint('strong', where)}${others}`,
    `  ${failure.code}: ${failure.message}`,
    ...detail.map((line) => paint('quiet', `    ${line}`)),
    `  ${paint('accent', reproducingCommand(problem, contender, device))}`,
  ].join('\n');
}

/** "– 39 programs unsupported: needs SIMD-group reductions …" */
export function unsupportedText({ reason, programs }: UnsupportedPrograms): string {
  return `${STATUS_MARKS.unsupported.mark} ${formatItems(programs, 'program')} unsupported: ${reason}`;
}

/** "1,657 programs (1,317 sources, 1,364 pipelines) for Apple9 on metal · 12.1 s · all compile within the limits" */
function summaryText(report: ValidationReport, paint: Paint): string {
  const { programs, texts, pipelines, failures, target, device, wallMs } = report;
  const parts = `${formatItems(texts, 'source')}, ${formatItems(pipelines, 'pipeline')}`;
  const verdict =
    failures.length === 0
      ? paint('good', 'all compile within the limits')
      : paint('bad', `${formatItems(failures.length, 'pipeline')} failed`);
  return `${formatItems(programs, 'program')} (${parts}) for ${target} on ${device} · ${formatDuration(wallMs * 1e6)} · ${verdict}`;
}
