import { contenderLabel } from '../../../kernels/index.ts';
import { formatItems } from '../figures.ts';
import { escapeHtml } from '../formats/html.ts';
import { visibleText } from '../visible-text.ts';
import { changeText, intervalText } from './change-text.ts';
import type { Review } from './review.ts';
import { differenceText, REVIEW_HEADINGS, reviewRows } from './review-table.ts';
import { summaryText } from './summary-text.ts';
import type { TextChange } from './text-changes.ts';

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 1100px; margin: 32px auto; padding: 0 24px; }
h1 { font-size: 22px; line-height: 1.3; margin: 0; }
h2 { font-size: 15px; margin: 32px 0 8px; }
p { margin: 4px 0; }
img { max-width: 100%; background: #fff; }
table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid #8884; text-align: left; vertical-align: top; }
.invalidates { color: #c4291f; font-weight: 600; }
.quiet { opacity: 0.7; }
summary { cursor: pointer; padding: 4px 0; }
pre { margin: 4px 0 16px; overflow-x: auto; font: 12px/1.5 ui-monospace, Menlo, monospace; }
ins, del { display: block; text-decoration: none; }
ins { background: #1a7f3726; }
del { background: #c4291f26; }
`;

/**
 * A review as one page that needs nothing else.
 * @param changes of the MSL @param picture the overlay of both charts, as SVG; null for none
 */
export function reviewPage(review: Review, changes: readonly TextChange[], picture: string | null): string {
  const { baseline, candidate, differences, basis, means, entries } = review;
  const title = `${candidate.name} against ${baseline.name}`;
  const differing = differences.map(
    (one) => `<li class="${one.weight}">${escaped(differenceText(one))}</li>`,
  );
  const meanRows = means.map((one) => [
    ...[contenderLabel(one.contender), String(one.sizes), changeText(one), intervalText(one)],
    ...[one.verdict, one.reason],
  ]);
  const steps = entries.map(({ at, who, decision, cells, note }) => [
    ...[at.slice(0, 16).replace('T', ' '), who, decision, String(cells.length), note],
  ]);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Tilescope</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(summaryText(review))}</p>
<p class="quiet">${escaped(basis)}. Times are the candidate's relative to the baseline's: less is faster.</p>
${differing.length > 0 ? `<h2>What differs beside the kernels</h2>\n<ul>${differing.join('')}</ul>` : ''}
${picture === null ? '' : `<h2>Both runs</h2>\n<img alt="Rates of both runs against size" src="data:image/svg+xml;base64,${base64(picture)}">`}
<h2>Contenders</h2>
${table(['Contender', 'Sizes', 'Time', '95%', 'Verdict', 'Why'], meanRows)}
<h2>Cells</h2>
${table(REVIEW_HEADINGS, reviewRows(review))}
${changes.length > 0 ? `<h2>What changed in the MSL</h2>\n${changes.map(changeDetails).join('\n')}` : ''}
${steps.length > 0 ? `<h2>Who decided what</h2>\n${table(['When (UTC)', 'Who', 'What', 'Cells', 'Why'], steps)}` : ''}
</body>
</html>
`;
}

function changeDetails({ contender, problems, added, removed, lines }: TextChange): string {
  const summary = `${contender}: ${formatItems(added, 'line')} added, ${removed} removed (${problems.join('; ')})`;
  const body = lines.map((line) => {
    const tag = { '+': 'ins', '-': 'del' }[line.charAt(0)] ?? 'span';
    return `<${tag}>${escaped(line)}</${tag}>${tag === 'span' ? '\n' : ''}`;
  });
  return `<details open><summary>${escaped(summary)}</summary>\n<pre>${body.join('')}</pre></details>`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) => line('td', row)).join('\n');
  return `<table><thead>${line('th', headings)}</thead><tbody>\n${body}\n</tbody></table>`;
}

function escaped(text: string): string {
  return escapeHtml(visibleText(text));
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
