import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { compileTotals, textFigures } from '../../ipc/compile-figures.ts';
import type { CompiledText, CompileReport } from '../../ipc/compile-types.ts';
import { formatBytes, formatDuration, formatFigure, formatItems, formatRatio } from '../../ipc/figures.ts';
import { median } from '../../ipc/summary/statistics.ts';
import type { Paint } from '../terminal/paint.ts';
import { failuresText, unsupportedText } from '../validate/text.ts';

/** The slowest texts come first; the others are in the JSON. */
const MAX_TEXTS = 40;

const COLUMNS: readonly { title: string; isName?: true; text: (one: CompiledText) => string }[] = [
  { title: 'contender', isName: true, text: ({ contender }) => contenderLabel(contender) },
  { title: 'problem', isName: true, text: problemText },
  { title: 'pipelines', text: ({ pipelines }) => pipelines.toLocaleString('en-US') },
  { title: 'lines', text: ({ lines }) => lines.toLocaleString('en-US') },
  { title: 'size', text: ({ bytes }) => formatBytes(bytes) },
  { title: 'library ms', text: ({ libraryMs }) => rangeText(libraryMs) },
  { title: 'pipeline ms', text: ({ pipelineMs }) => rangeText(pipelineMs) },
  { title: 'stored ms', text: ({ storedMs }) => rangeText(storedMs) },
];

/** The times of each text, what does not compile, and the totals. */
export function compileText(report: CompileReport, paint: Paint): string {
  const { failures, unsupported, texts, device } = report;
  const parts = [
    ...(texts.length > 0 ? [tableText(textFigures(report), paint)] : []),
    ...failuresText(failures, device, paint),
    unsupported.map(unsupportedText).join('\n'),
    totalsText(report, paint),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** @param texts the slowest first */
function tableText(texts: readonly CompiledText[], paint: Paint): string {
  const rows = texts.slice(0, MAX_TEXTS).map((one) => COLUMNS.map(({ text }) => text(one)));
  const titles = COLUMNS.map(({ title }) => title);
  const widths = COLUMNS.map((_, column) =>
    Math.max(...[titles, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return COLUMNS[column]?.isName ? text.padEnd(width) : text.padStart(width);
      })
      .join('  ');
  const more = texts.length - rows.length;
  return [
    paint('quiet', line(titles)),
    ...rows.map(line),
    ...(more > 0 ? [paint('quiet', `… and ${more} faster; --json writes all of them.`)] : []),
    paint('quiet', 'Median (range) over rounds; stored: library and pipelines from what is kept on disk.'),
  ].join('\n');
}

/** "64×64×64", "64×64×64 and 12 more" */
function problemText({ problem, programs }: CompiledText): string {
  return programs > 1 ? `${extentsLabel(problem)} and ${programs - 1} more` : extentsLabel(problem);
}

/** "41.2 (39.8–44.0)" */
function rangeText(times: readonly number[]): string {
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const middle = formatFigure(median(times));
  return times.length > 1 ? `${middle} (${formatFigure(least)}–${formatFigure(most)})` : middle;
}

/** "62 programs (31 texts, 31 pipelines) for Apple9 on metal", and the totals below. */
function totalsText(report: CompileReport, paint: Paint): string {
  const { texts, programs, target, device } = report;
  const { pipelines, aloneMs, parallel, storedMs } = compileTotals(report);
  const counts = `${formatItems(texts.length, 'text')}, ${formatItems(pipelines, 'pipeline')}`;
  const heading = `${formatItems(programs, 'program')} (${counts}) for ${target} on ${device}`;
  if (aloneMs === null) return heading;
  const levels = parallel.map(
    ({ threads, ms, speedup }) => `×${threads}: ${formatMs(ms)} (${formatRatio(speedup)})`,
  );
  const parts = [
    `one by one ${paint('strong', formatMs(aloneMs))}`,
    ...(levels.length > 0 ? [`in parallel ${levels.join(', ')}`] : []),
    `stored ${formatMs(storedMs)}`,
  ];
  return `${heading}\n${parts.join(' · ')}`;
}

const formatMs = (ms: number) => formatDuration(ms * 1e6);
