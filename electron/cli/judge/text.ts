import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { formatError, formatItems } from '../../ipc/figures.ts';
import { REASONS, type Reason } from '../../ipc/judge/plan.ts';
import type { Receipt } from '../../ipc/judge/receipt.ts';
import { visibleText } from '../../ipc/visible-text.ts';
import { verdictTable } from '../compare/verdict-table.ts';
import { listed, wrap } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';
import { differencesFrom } from './confirm.ts';
import type { Speed } from './speed.ts';
import { isBad, isUnjudged, type Tried } from './trials.ts';

type Planned = readonly Pick<Tried, 'reason'>[];

/** Of what is wrong, so much is told. */
const MAX_TOLD = 4;
const WIDTH = 96;

const WORDS: Readonly<Record<Reason, string>> = {
  checked: 'memory accesses checked, at small sizes',
  given: 'verified at the sizes given',
  random: 'verified at random sizes',
  'held-out': 'verified beside the edges of blocks',
};

/**
 * A line for each kind of trial, what speaks against the kernel, and the verdict.
 * @param planned the trials that there were to be
 * @param isAll whether nothing is said of its speed afterwards
 */
export function judgementText(
  tried: readonly Tried[],
  planned: Planned,
  isAll: boolean,
  paint: Paint,
): string {
  const lines = REASONS.map((reason) =>
    reasonLine(
      reason,
      tried.filter((one) => one.reason === reason),
      planned.some((one) => one.reason === reason),
      paint,
    ),
  );
  const bad = tried.filter(isBad);
  const told = bad.slice(0, MAX_TOLD).flatMap((one) => ['', ...badLines(one, paint)]);
  const more =
    bad.length > MAX_TOLD ? ['', `… and ${bad.length - MAX_TOLD} more; --json writes all of them.`] : [];
  const count = formatItems(tried.length, 'trial');
  const unsaid = isAll ? '. Its speed was not judged: --against NAME times it beside others.' : '.';
  const unjudged = bad.filter(isUnjudged).length;
  const refuted = bad.length - unjudged;
  const left = planned.length - tried.length;
  const verdicts = [
    ...(bad.length === 0 ? [`${paint('good', 'Right and safe')} in all ${count}${unsaid}`] : []),
    ...(refuted > 0 ? [paint('bad', `Refuted in ${refuted} of ${count}.`)] : []),
    ...(unjudged > 0 ? [paint('bad', `Not judged in ${unjudged} of ${count}: the reference fails.`)] : []),
    ...(left > 0 ? [`${formatItems(left, 'more trial')} did not run, as the last one stands for them.`] : []),
  ];
  return [...lines, ...told, ...more, '', verdicts.join(' ')].join('\n');
}

function reasonLine(reason: Reason, tried: readonly Tried[], isPlanned: boolean, paint: Paint): string {
  const name = reason.padEnd(8);
  if (tried.length === 0)
    return `${paint('quiet', '–')} ${name}  ${isPlanned ? 'not tried' : 'no problem of this kind that it supports was found'}`;
  const bad = tried.filter((one) => isBad(one) && !isUnjudged(one)).length;
  const unjudged = tried.filter(isUnjudged).length;
  const errors = tried.flatMap(({ verification }) => verification?.maxRelativeError ?? []);
  const error = errors.length > 0 ? `, largest error ${formatError(Math.max(...errors))}` : '';
  const problems = new Set(tried.map(({ problem }) => extentsLabel(problem))).size;
  const mark = bad + unjudged > 0 ? paint('bad', '✗') : paint('good', '✓');
  const counts = [
    ...[formatItems(problems, 'problem'), formatItems(tried.length, 'trial')],
    ...(bad > 0 ? [`${bad} bad`] : []),
    ...(unjudged > 0 ? [`${unjudged} not judged`] : []),
  ];
  return `${mark} ${name}  ${WORDS[reason]}: ${counts.join(', ')}${bad > 0 ? '' : error}`;
}

function badLines({ reason, problem, distribution, seed, failure, findings }: Tried, paint: Paint): string[] {
  const head = `${paint('bad', '✗')} ${reason} ${extentsLabel(problem)}, ${distribution} inputs of seed ${seed}`;
  const details = failure?.detail?.split('\n').slice(0, MAX_TOLD) ?? [];
  const texts = [
    ...findings.map(({ message }) => message),
    ...(failure ? [failure.message, ...details] : []),
  ];
  return [
    head,
    ...[...new Set(texts)].flatMap((text) => wrap(visibleText(text), WIDTH - 4).map((line) => `    ${line}`)),
  ];
}

/** The verdicts on a kernel, the candidate, against each other contender; where it loses, and what was wrong meanwhile. */
export function speedText({ run, judgement }: Speed, name: string, paint: Paint): string {
  const slower = judgement.pairs.filter(({ verdict }) => verdict.verdict === 'SLOWER');
  const losses = [...Map.groupBy(slower, ({ contender }) => contenderLabel(contender))].map(
    ([label, pairs]) =>
      `Slower than ${label} at ${listed(pairs.map(({ problem }) => extentsLabel(problem)))}.`,
  );
  const failures = run.cells.flatMap(({ contender, problem, failure }) =>
    contender === name && failure ? [`${extentsLabel(problem)}: ${failure.message}`] : [],
  );
  return [
    `${visibleText(name)} is the candidate, and each contender a baseline.`,
    verdictTable(judgement, paint),
    ...losses,
    ...failures.map((text) => paint('bad', visibleText(text))),
  ].join('\n');
}

/** Whether a receipt is confirmed by one of the same trials; what went otherwise, if anything did. */
export function confirmationText(
  before: Receipt,
  again: Receipt,
  paint: Paint,
): { text: string; isConfirmed: boolean } {
  const others = differencesFrom(before, again);
  const told = others.slice(0, MAX_TOLD).map((line) => `  ${visibleText(line)}`);
  const more = others.length > MAX_TOLD ? [`  … and ${others.length - MAX_TOLD} more`] : [];
  const isConfirmed = others.length === 0 && before.isRight === again.isRight;
  const verdict = isConfirmed
    ? paint('good', `The receipt of ${before.madeAt} is confirmed: all trials went as it says.`)
    : paint('bad', `The receipt of ${before.madeAt} is not confirmed${others.length > 0 ? ':' : '.'}`);
  return { text: [verdict, ...told, ...more, ...elsewhereText(before, again)].join('\n'), isConfirmed };
}

/** Where a receipt is from, if it is not from here. */
function elsewhereText({ environment: one }: Receipt, { environment: other }: Receipt): string[] {
  const nameOf = ({ device, versions }: Receipt['environment']) =>
    `${device.name} by Tilescope ${versions.tilescope ?? 'of an unknown version'}`;
  if (nameOf(one) === nameOf(other)) return [];
  return [visibleText(`It is from ${nameOf(one)}, and was run again on ${nameOf(other)}.`)];
}
