import { contenderLabel } from '../../../kernels/index.ts';
import { markdownTable, markdownText } from '../formats/markdown.ts';
import { changeText, intervalText } from './change-text.ts';
import type { Review } from './review.ts';
import { differenceText, REVIEW_HEADINGS, reviewRows } from './review-table.ts';
import { summaryText } from './summary-text.ts';

/** A comment on GitHub has at most 65,536 characters. */
const MAX_ROWS = 100;

/** A review as Markdown, as for a pull request: the outcome, what differs, the cells and what was decided. */
export function reviewMarkdown(review: Review): string {
  const { baseline, candidate, differences, basis, means } = review;
  const rows = reviewRows(review).map((row) => row.map(markdownText));
  const more = rows.length - MAX_ROWS;
  const parts = [
    `### ${markdownText(candidate.name)} against ${markdownText(baseline.name)}`,
    `${summaryText(review)}.`,
    differences.map((one) => `- ${markdownText(differenceText(one))}`).join('\n'),
    markdownTable(
      ['Contender', 'Sizes', 'Time', '95%', 'Verdict'],
      means.map((one) => [
        markdownText(contenderLabel(one.contender)),
        String(one.sizes),
        changeText(one),
        intervalText(one),
        one.verdict,
      ]),
    ),
    rows.length > 0 ? markdownTable(REVIEW_HEADINGS, rows.slice(0, MAX_ROWS)) : '',
    more > 0 ? `… and ${more} more` : '',
    `<sub>${markdownText(basis)}. Times are the candidate's relative to the baseline's: less is faster.</sub>`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
