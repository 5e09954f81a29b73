import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { formatDuration, formatFigure, formatItems, formatMoment, formatRatio } from '../../ipc/figures.ts';
import { FEWEST_VALUES } from '../../ipc/history/change-points.ts';
import { differences, sourceRange } from '../../ipc/history/differences.ts';
import type { CellHistory, Change, HistoryPoint } from '../../ipc/history/history.ts';
import { type Suite, suiteTitle } from '../../ipc/history/suite.ts';
import type { Run } from '../../ipc/types.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { shortId } from '../runs/open-runs.ts';
import { DOUBTFUL_MARK } from '../sweep/status-marks.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint, Style } from '../terminal/paint.ts';
import { sparkline } from '../terminal/sparkline.ts';

type Format = (value: number) => string;

/**
 * What the cells of a suite did over its runs: a row for each with its newest figure, and the changes; of a single cell,
 * the figure of every run too.
 */
export function historyText(
  suite: Suite,
  runs: readonly Run[],
  histories: readonly CellHistory[],
  against: string | null,
  paint: Paint,
): string {
  const format: Format = against === null ? formatDuration : (ratio) => `${formatFigure(ratio)}×`;
  const [only, ...others] = histories;
  const parts = [
    headText(suite, runs, against, paint),
    histories.length > 0 ? cellRows(histories, format, paint) : 'No cell was measured and right.',
    ...(only && others.length === 0 ? [pointRows(only, format, paint)] : []),
    changesText(histories, format, paint),
    ...doubtsText(histories, paint),
  ];
  return parts.join('\n\n');
}

function headText(suite: Suite, runs: readonly Run[], against: string | null, paint: Paint): string {
  const [first, last] = [runs[0], runs.at(-1)];
  const span = first && last ? `, ${formatMoment(first.startedAt)} to ${formatMoment(last.startedAt)}` : '';
  const ratios = against === null ? '' : `, ratios to the times of ${contenderLabel(against)}`;
  const count = `${formatItems(runs.length, 'run')}${span}${ratios}`;
  return `${paint('strong', visibleLine(suiteTitle(suite)))}\n${paint('quiet', visibleLine(count))}`;
}

function cellRows(histories: readonly CellHistory[], format: Format, paint: Paint): string {
  const rows = histories.map(({ problem, contender, points, changes }) => {
    const newest = points.at(-1);
    const change = changes.at(-1);
    return [
      extentsLabel(problem),
      visibleLine(contenderLabel(contender)),
      newest ? `${format(newest.value)}${newest.doubt === null ? '' : ` ${DOUBTFUL_MARK}`}` : '',
      newest ? intervalText(newest, format) : '',
      formatItems(points.length, 'run'),
      sparkline(points.map(({ value }) => value)),
      change ? effectText(change) : '',
    ];
  });
  const titles = ['size', 'contender', 'newest', '95% interval', 'of', 'oldest to newest', 'last change'];
  return columns(
    [titles, ...rows],
    ['plain', 'plain', 'strong', 'quiet', 'quiet', 'accent', 'plain'],
    paint,
  ).join('\n');
}

function pointRows({ points }: CellHistory, format: Format, paint: Paint): string {
  const rows = points.map((point) => [
    shortId(point.run.id),
    formatMoment(point.run.startedAt),
    format(point.value),
    intervalText(point, format),
    visibleLine(point.run.source ?? ''),
    point.doubt === null ? '' : `${DOUBTFUL_MARK} ${point.doubt}`,
  ]);
  return columns(rows, ['quiet', 'quiet', 'strong', 'quiet', 'plain', 'warning'], paint).join('\n');
}

function intervalText({ interval95: [low, high] }: HistoryPoint, format: Format): string {
  return `${format(low)} to ${format(high)}`;
}

/** Why newest figures are doubtful, if some are. */
function doubtsText(histories: readonly CellHistory[], paint: Paint): string[] {
  const doubts = new Set(histories.flatMap(({ points }) => points.at(-1)?.doubt ?? []));
  return doubts.size > 0 ? [paint('quiet', `${DOUBTFUL_MARK} doubtful: ${[...doubts].join('; ')}`)] : [];
}

/** Newest first. */
function changesText(histories: readonly CellHistory[], format: Format, paint: Paint): string {
  const changes = histories.flatMap((history) => history.changes.map((change) => ({ history, change })));
  const startOf = ({ history, change }: (typeof changes)[number]) =>
    history.points[change.index]?.run.startedAt ?? '';
  const newestFirst = changes.toSorted((a, b) => startOf(b).localeCompare(startOf(a)));
  if (newestFirst.length > 0)
    return newestFirst.map(({ history, change }) => changeText(history, change, format, paint)).join('\n');
  const isLong = histories.some(({ points }) => points.length >= FEWEST_VALUES);
  return paint('quiet', isLong ? 'No change.' : `Changes show in ${FEWEST_VALUES} runs or more.`);
}

function changeText(
  { contender, problem, points }: CellHistory,
  change: Change,
  format: Format,
  paint: Paint,
): string {
  const [last, first] = [points[change.index - 1], points[change.index]] as [HistoryPoint, HistoryPoint];
  const style: Style = change.ratio > 1 ? 'bad' : 'good';
  const cell = `${contenderLabel(contender)} at ${extentsLabel(problem)}`;
  const levels = `${format(change.before)} to ${format(change.after)}`;
  const source = sourceRange(last.run, first.run);
  const causes = [
    `run ${shortId(first.run.id)}`,
    ...(source === null ? [] : [`source ${source}`]),
    ...differences(last.run, first.run),
  ];
  return [
    `${formatMoment(first.run.startedAt)}  ${visibleLine(cell)}: ${paint(style, effectText(change))}, ${levels} (p = ${Number(change.pValue.toPrecision(2))})`,
    paint('quiet', `    ${visibleLine(causes.join(', '))}`),
  ].join('\n');
}

/** "1.05× slower" */
function effectText({ ratio }: Change): string {
  return ratio > 1 ? `${formatRatio(ratio)} slower` : `${formatRatio(1 / ratio)} faster`;
}
