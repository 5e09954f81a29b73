import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import type { ValidationFailure, ValidationReport } from '../../ipc/validation-types.ts';
import { countOf, duration } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { reproducingCommand } from './reproduce.ts';

/** One cause tends to fail many programs: the first are those to mend. */
const MAX_FAILURES = 20;
const MAX_DETAIL_LINES = 6;

/** What failed, each with the line that shows it again, and the numbers of it all. */
export function validationText(report: ValidationReport, paint: Paint): string {
  const shown = report.failures.slice(0, MAX_FAILURES).map((one) => failureText(one, report.device, paint));
  const more = report.failures.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [paint('quiet', `… and ${more} more; --json has them all.`)] : []),
    summaryText(report, paint),
  ].join('\n\n');
}

function failureText(failed: ValidationFailure, device: string, paint: Paint): string {
  const { failure, kernel, contender, problem, programs } = failed;
  const others = programs > 1 ? paint('quiet', ` and ${countOf(programs - 1, 'other program')}`) : '';
  const where = `${contenderLabel(contender)} at ${extentsLabel(problem)}: kernel ${kernel}`;
  const detail = failure.detail?.split('\n').slice(0, MAX_DETAIL_LINES) ?? [];
  return [
    `${paint('bad', '✗')} ${paint('strong', where)}${others}`,
    `  ${failure.code}: ${failure.message}`,
    ...detail.map((line) => paint('quiet', `    ${line}`)),
    `  ${paint('accent', reproducingCommand(problem, contender, device))}`,
  ].join('\n');
}

/** "1657 programs of 1317 texts and 1364 pipelines for Apple9 on metal · 12.1 s · all compile" */
function summaryText(report: ValidationReport, paint: Paint): string {
  const { programs, texts, pipelines, failures, target, device, wallMs } = report;
  const counts = `${countOf(programs, 'program')} of ${countOf(texts, 'text')} and ${countOf(pipelines, 'pipeline')}`;
  const verdict =
    failures.length === 0
      ? paint('good', 'all compile and keep to the limits')
      : paint('bad', `${countOf(failures.length, 'pipeline')} failed`);
  return `${counts} for ${target} on ${device} · ${duration(wallMs)} · ${verdict}`;
}
