// What a tuning has found, on the terminal.
import { contenderLabel, extentsLabel, parametersOf } from '../../../kernels/index.ts';
import { formatItems, formatMoment, formatPercent } from '../../ipc/figures.ts';
import type { Adoption } from '../../ipc/tune/adoption.ts';
import { outcomeText } from '../../ipc/tune/outcome.ts';
import type { ClassResult } from '../../ipc/tune/record.ts';
import { type Dropped, isDefault } from '../../ipc/tune/standings.ts';
import { classesOf, type Refusal, type Tuning } from '../../ipc/tune/tuning.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import { shortId } from '../runs/open-runs.ts';
import { columns, listed, wrap } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { verdictsText } from './verdicts-text.ts';

/** Of a class's ranking. */
const MOST_ROWS = 12;
const MOST_PARAMETERS = 6;
/** Fewer say next to nothing about parameters. */
const FEWEST_CONFIGURATIONS = 8;
const WIDTH = 96;

/** All classes of a tuning: the ranking, what the parameters matter, what was left out, and the outcome. */
export function tuningText(tuning: Tuning, results: readonly ClassResult[], paint: Paint): string {
  const classes = results.map((result) => classText(tuning, result, paint));
  return [...classes, verdictsText(results, paint)].join('\n\n');
}

function classText(tuning: Tuning, result: ClassResult, paint: Paint): string {
  const { tuned, standings, importance } = result;
  const sizes = tuned.problems.map((problem) => extentsLabel(problem)).join(', ');
  const left = [...droppedTexts(standings.dropped), ...(tuning.refused[tuned.name] ?? []).map(refusalText)];
  return [
    `${paint('strong', tuned.name)}  ${paint('quiet', sizes)}`,
    ...rankingLines(result, paint),
    ...importance.flatMap(({ contender, configurations, parameters }) => {
      if (configurations < FEWEST_CONFIGURATIONS) return [];
      const labels = parametersOf(contender);
      const shares = parameters
        .slice(0, MOST_PARAMETERS)
        .map(({ parameter, share }) => `${labels[parameter]?.label ?? parameter} ${formatPercent(share, 0)}`);
      const of = `variance of log time explained, ${formatItems(configurations, 'configuration')}`;
      return shares.length === 0
        ? ''
        : paint('quiet', `${contenderLabel(contender)}: ${shares.join(', ')} (${of})`);
    }),
    ...left.flatMap((line) => wrap(visibleLine(line), WIDTH)).map((line) => paint('warning', line)),
    ...wrap(visibleLine(outcomeText(result)), WIDTH),
  ]
    .filter(Boolean)
    .join('\n');
}

/** The fastest variants and all defaults, with the verdict of the final where they took part in it. */
function rankingLines({ standings, final }: ClassResult, paint: Paint): string[] {
  const verdicts = new Map(final?.own.map((one) => [one.contender, one.verdict.verdict]));
  const shown = standings.ranked.filter(
    ({ contender }, index) => index < MOST_ROWS || isDefault(contender) || verdicts.has(contender),
  );
  if (shown.length === 0) return [];
  const rows = shown.map(({ contender, ratio, interval95, log }) => [
    String(standings.ranked.findIndex((one) => one.contender === contender) + 1),
    ratio.toFixed(3),
    interval95.map((bound) => bound.toFixed(3)).join('–'),
    String(log.epochs),
    isDefault(contender) ? 'defaults' : (verdicts.get(contender) ?? ''),
    contender,
  ]);
  const heading = ['rank', 'ratio', '95% interval', 'epochs', 'final', 'variant'];
  return columns([heading, ...rows], ['quiet', 'strong', 'plain', 'quiet', 'plain', 'plain'], paint);
}

/** "wrong: …: C differs …", or "failed, 3 variants, such as …: …" where several have the same reason. */
function droppedTexts(dropped: readonly Dropped[]): string[] {
  return [...Map.groupBy(dropped, ({ status, reason }) => `${status} ${reason}`).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { contender, status, reason } = first;
    const several = own.length > 1 ? `, ${own.length} variants, such as ` : ': ';
    return [`${status}${several}${contender}: ${reason}`];
  });
}

/** "refused by threadgroupBytes, 12 configurations, such as …: …" */
function refusalText({ parameter, contenders, reason }: Refusal): string {
  return `refused by ${parameter}, ${formatItems(contenders.length, 'configuration')}, such as ${contenders[0]}: ${reason}`;
}

/** The tunings of a machine, newest first. */
export function tuningsText(tunings: readonly Tuning[], paint: Paint): string {
  if (tunings.length === 0) return 'No tunings yet.';
  const rows = tunings.map((tuning) => [
    shortId(tuning.id),
    formatMoment(tuning.startedAt),
    formatItems(classesOf(tuning, []).length, 'class', 'classes'),
    `${minutes(tuning.spentMs)} of ${minutes(tuning.budgetMs)} min`,
    visibleLine(tuning.name),
  ]);
  return columns(rows, ['strong', 'quiet', 'plain', 'plain', 'plain'], paint).join('\n');
}

/** Adopted defaults with their evidence. */
export function adoptionsText(adoptions: readonly Adoption[], paint: Paint): string {
  if (adoptions.length === 0) return 'No defaults were adopted.';
  return adoptions
    .map(
      ({ sizeClass, contender, overrides, ratio, interval95, sizes, adoptedAt, device, generator, run }) => {
        const values = Object.entries(overrides).map(([name, value]) => `${name}=${value}`);
        const [low, high] = interval95.map((bound) => bound.toFixed(3));
        return [
          `${paint('strong', contender)}  ${sizeClass}`,
          `  ${values.join(', ')}`,
          paint(
            'quiet',
            `  ${ratio.toFixed(3)} (${low}–${high}) times as long as the defaults of ${generator} at ${listed(sizes)}`,
          ),
          paint(
            'quiet',
            `  adopted ${formatMoment(adoptedAt)} for ${visibleLine(device)}, run ${shortId(run)}`,
          ),
        ].join('\n');
      },
    )
    .join('\n');
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}
