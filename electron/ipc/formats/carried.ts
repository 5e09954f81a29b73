import { bundleText, readBundle } from '../bundle.ts';
import { SAMPLE_NAMES } from '../run-schema.ts';
import type { Failure, Result, Run, Sample } from '../types.ts';
import { visibleLine } from '../visible-text.ts';

// Formats of other tools have samples, but no place for the device, its roof, the method and what was verified. Files that
// Tilescope writes in them carry its bundle without samples, so that they can be read back as the same run.

/** The bundle of a run that is over, without its samples, in one line. Throws when the run violates its schema. */
export function carriedText(run: Run): string {
  const cells = run.cells.map((cell) => ({ ...cell, samples: [] }));
  return JSON.stringify(JSON.parse(bundleText({ ...run, cells })));
}

/** Figures of a sample by name; null or missing where it has none. */
export type SampleRow = Readonly<Partial<Record<keyof Sample, number | null>>>;

/**
 * The run of what carriedText() wrote and of its samples, by the ids of their cells. It is checked as every bundle is.
 * Fails with BAD_BUNDLE.
 */
export function readCarried(text: string, samples: ReadonlyMap<string, readonly SampleRow[]>): Result<Run> {
  const carried = parse(text);
  const cells = carried?.run?.cells;
  if (!Array.isArray(cells)) return refuse('BAD_BUNDLE', 'The run that the file carries is damaged.');
  const left = new Map(samples);
  const whole = cells.map((cell: { id?: unknown } | null) => {
    const id = String(cell?.id);
    const rows = left.get(id) ?? [];
    left.delete(id);
    return { ...cell, samples: rows.map(completeSample) };
  });
  const [stray] = left.keys();
  if (stray !== undefined)
    return refuse('BAD_BUNDLE', `The file has samples of ${stray}, which is no cell of its run.`);
  const read = readBundle(JSON.stringify({ ...carried, run: { ...carried?.run, cells: whole } }));
  return read.ok ? { ok: true, value: read.value.run } : read;
}

/** Why a file is not read. */
export function refuse(code: 'BAD_BUNDLE' | 'UNSUPPORTED', message: string): { ok: false; error: Failure } {
  return { ok: false, error: { code, message: visibleLine(message) } };
}

function completeSample(row: SampleRow) {
  return Object.fromEntries(SAMPLE_NAMES.map((name) => [name, row[name] ?? null]));
}

function parse(text: string): { run?: { cells?: unknown } } | null {
  try {
    return JSON.parse(text) as { run?: { cells?: unknown } } | null;
  } catch {
    return null;
  }
}
