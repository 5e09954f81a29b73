import { describe, medianRank95 } from '../../summary/statistics.ts';
import { csvRows } from '../csv-rows.ts';
import { markdownTable, markdownText } from '../markdown.ts';

/** Times of one program, in nanoseconds. */
export interface ProgramPoint {
  readonly label: string;
  readonly medianNs: number;
  /** Each run of it; empty if the file has the figure only. */
  readonly samplesNs: readonly number[];
  /** What `medianNs` is if there are no samples: "mean". */
  readonly note?: string;
}

/**
 * Times of programs as another tool measured them. They are no run: nothing says what was computed, or by which kernels,
 * so they are shown and written, and never stored or ranked beside cells.
 */
export interface ProgramTimes {
  readonly title: string;
  /** The tool that measured them. */
  readonly source: string;
  /** As the file names it; null if it does not. */
  readonly device: string | null;
  readonly points: readonly ProgramPoint[];
}

/** The figures of a program in nanoseconds, null where the file does not have them. */
export interface ProgramFigures {
  readonly label: string;
  readonly medianNs: number;
  /** 95 % interval of the median, by order statistics. */
  readonly ci95Ns: readonly [low: number, high: number] | null;
  /** Interquartile range relative to the median. */
  readonly relativeIqr: number | null;
  /** The number of samples. */
  readonly n: number | null;
  readonly note: string;
}

/** Of fewer samples, the whole range covers the median with less than 95 %. */
const FEWEST_FOR_95 = 6;

/** The figures of each program, by the statistics of cells. */
export function programFigures({ points }: ProgramTimes): ProgramFigures[] {
  return points.map(({ label, medianNs, samplesNs, note = '' }) => {
    if (samplesNs.length === 0) return { label, medianNs, ci95Ns: null, relativeIqr: null, n: null, note };
    const { n, median, ci95, relativeIqr } = describe(samplesNs);
    const coverage = Math.round(100 * medianRank95(n).coverage);
    const short = n < FEWEST_FOR_95 ? `the range of ${n}, which covers ${coverage} %` : '';
    return {
      label,
      medianNs: median,
      ci95Ns: ci95,
      relativeIqr,
      n,
      note: [note, short].filter(Boolean).join('; '),
    };
  });
}

const MS = 1e6;

/** A row for each program, in milliseconds. */
export function programMarkdown(times: ProgramTimes): string {
  const ms = (ns: number) => (ns / MS).toPrecision(4);
  const rows = programFigures(times).map(({ label, medianNs, ci95Ns, relativeIqr, n, note }) => [
    markdownText(label),
    ms(medianNs),
    ci95Ns ? `${ms(ci95Ns[0])} – ${ms(ci95Ns[1])}` : '–',
    relativeIqr === null ? '–' : `${(100 * relativeIqr).toFixed(1)} %`,
    n === null ? '–' : String(n),
    note,
  ]);
  return `${markdownTable(['program', 'median, ms', '95 % interval, ms', 'IQR', 'n', ''], rows)}\n`;
}

/** A row for each sample, or one for a program without samples (RFC 4180). */
export function programCsv({ source, device, points }: ProgramTimes): string {
  const rows = points.flatMap(({ label, medianNs, samplesNs, note = '' }) =>
    samplesNs.length > 0
      ? samplesNs.map((ns, index) => [source, device, label, index, ns, ''])
      : [[source, device, label, null, medianNs, note]],
  );
  return csvRows([['source', 'device', 'program', 'sample', 'ns', 'note'], ...rows]);
}
