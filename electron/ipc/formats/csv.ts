import { familyOf, fieldValues, type Problem } from '../../../kernels/index.ts';
import { SAMPLE_NAMES } from '../run-schema.ts';
import type { Cell, Result, Run, Sample } from '../types.ts';
import { carriedText, readCarried, refuse, type SampleRow } from './carried.ts';
import { csvRows, readRows } from './csv-rows.ts';
import { durationNs, flopsPerSecond, type MeasuredCell, measuredCells } from './measured.ts';

/** The column of the cells' ids, and that which has the rest of the run in its first row. */
const [CELL, RUN] = ['cell', 'run'];

/**
 * A run as comma-separated values (RFC 4180): a row for each sample, or one for a cell that has none. Times are in
 * nanoseconds; `gflops` is that of the sample, by the clock of the cell, and of cells that are right only.
 */
export function csvText(run: Run): string {
  const fields = [...new Set(run.request.problems.flatMap((problem) => Object.keys(fieldValues(problem))))];
  const measured = new Set<Cell>(measuredCells(run));
  const header = [
    CELL,
    'contender',
    ...fields,
    'status',
    'clock',
    'duplicates',
    ...SAMPLE_NAMES,
    'gflops',
    'failure',
    RUN,
  ];
  const rows = run.cells.flatMap((cell) => {
    const { id, contender, problem, status, summary, duplicates, failure } = cell;
    const values = valuesOf(problem);
    const row = (sample: Sample | null) => [
      id,
      contender,
      ...fields.map((name) => values[name]),
      status,
      summary?.clock,
      duplicates,
      ...SAMPLE_NAMES.map((name) => sample?.[name]),
      sample && measured.has(cell) ? gflopsOf(cell as MeasuredCell, sample) : null,
      failure?.message,
    ];
    return cell.samples.length > 0 ? cell.samples.map(row) : [row(null)];
  });
  const carrying = rows.map((row, index) => [...row, index === 0 ? carriedText(run) : null]);
  return csvRows([header, ...carrying]);
}

/** The run of a file that csvText() wrote. Fails with BAD_BUNDLE, or UNSUPPORTED for any other file. */
export function readCsv(text: string): Result<Run> {
  const [header, ...rows] = readRows(text);
  const place = (name: string) => header?.indexOf(name) ?? -1;
  const carried = rows[0]?.[place(RUN)];
  if (!carried || place(CELL) < 0) {
    return refuse(
      'UNSUPPORTED',
      `This is neither a bundle nor CSV that Tilescope wrote, which has columns “${CELL}” and “${RUN}” that say what its figures are of.`,
    );
  }
  const sampled = rows.filter((row) => SAMPLE_NAMES.some((name) => row[place(name)]));
  const samples = Map.groupBy(sampled, (row) => row[place(CELL)] ?? '');
  const figures = (row: readonly string[]): SampleRow =>
    Object.fromEntries(SAMPLE_NAMES.map((name) => [name, numberOf(row[place(name)])]));
  return readCarried(carried, new Map([...samples].map(([cell, own]) => [cell, own.map(figures)])));
}

/** The fields of a problem; a custom operation is named, since the run in the first row has its definition. */
function valuesOf(problem: Problem): ReturnType<typeof fieldValues> {
  return { ...fieldValues(problem), op: familyOf(problem).key };
}

function gflopsOf(cell: MeasuredCell, sample: Sample): number {
  return flopsPerSecond(cell.problem, durationNs(cell, sample)) / 1e9;
}

function numberOf(text: string | undefined): number | null {
  return text ? Number(text) : null;
}
