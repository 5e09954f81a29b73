import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { formatDuration, formatItems } from '../../ipc/figures.ts';
import type { JudgedPair, Judgement, Overall } from '../../ipc/verdict/judgement.ts';
import type { Ratio } from '../../ipc/verdict/ratio.ts';
import type { Verdict, VerdictName } from '../../ipc/verdict/verdict.ts';
import { visibleLine } from '../../ipc/visible-text.ts';
import type { Paint, Style } from '../terminal/paint.ts';

const STYLES: Readonly<Record<VerdictName, Style>> = {
  FASTER: 'good',
  SLOWER: 'bad',
  SAME: 'plain',
  UNCLEAR: 'quiet',
};
const HEADINGS = ['size', 'contender', 'baseline', 'candidate', 'ratio', '95% interval', 'verdict', 'why'];
/** The place of the verdict among the columns. */
const VERDICT = HEADINGS.indexOf('verdict');

/** A table of verdicts: a row for each pair, then the geometric means, then how many there are of each. */
export function verdictTable({ pairs, overall }: Judgement, paint: Paint): string {
  const rows = [...pairs.map(pairRow), ...overall.map(overallRow)];
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row.texts[column]?.length ?? 0)),
  );
  const line = (texts: readonly string[], styleOf: (column: number) => Style) =>
    texts
      .map((text, column) => paint(styleOf(column), text.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const body = rows.map(({ texts, verdict }) =>
    line(texts, (column) => (column === VERDICT ? STYLES[verdict] : column > VERDICT ? 'quiet' : 'plain')),
  );
  return [line(HEADINGS, () => 'quiet'), ...body, '', countsText(pairs)].join('\n');
}

/** "2 faster · 1 slower · 9 same · 1 unclear" */
export function countsText(pairs: readonly JudgedPair[]): string {
  const counts = Map.groupBy(pairs, ({ verdict }) => verdict.verdict);
  const parts = (Object.keys(STYLES) as VerdictName[]).flatMap((name) => {
    const count = counts.get(name)?.length ?? 0;
    return count > 0 ? [`${count} ${name.toLowerCase()}`] : [];
  });
  return `${formatItems(pairs.length, 'comparison')}: ${parts.join(' · ')}`;
}

interface Row {
  readonly texts: readonly string[];
  readonly verdict: VerdictName;
}

function pairRow({ problem, contender, baseline, candidate, verdict }: JudgedPair): Row {
  const times = [baseline, candidate].map(({ summary }) =>
    summary ? formatDuration(summary.medianNs) : '–',
  );
  return row([extentsLabel(problem), visibleLine(contenderLabel(contender)), ...times], verdict);
}

function overallRow({ contender, sizes, verdict }: Overall): Row {
  return row([`${sizes} sizes`, visibleLine(contenderLabel(contender)), 'geometric', 'mean'], verdict);
}

function row(first: readonly string[], { verdict, ratio, reason }: Verdict): Row {
  return { texts: [...first, ...ratioTexts(ratio), verdict, reason], verdict };
}

/** "1.031×", "1.024 to 1.038" */
function ratioTexts(ratio: Ratio | null): [string, string] {
  if (!ratio) return ['–', '–'];
  const [low, high] = ratio.interval95;
  return [`${ratio.ratio.toFixed(3)}×`, `${low.toFixed(3)} to ${high.toFixed(3)}`];
}
