import { issueOfPrograms } from '../programs/check-programs.ts';
import { bundleHeadSchema, cellSchema, type RunHeadWithPrograms } from '../run-schema.ts';
import type { Cell, Failure, Result } from '../types.ts';
import { validate } from '../validate.ts';
import { visibleLine } from '../visible-text.ts';
import { CellChecker, type CellIssue } from './cell-checker.ts';
import { issueOfDecisions } from './check-decisions.ts';
import type { BundleLayout } from './scan.ts';

const SUBJECT = 'the bundle';

/** Reads the cells of a bundle one after the other, in the order of the file. */
export interface CellReader {
  readonly run: RunHeadWithPrograms;
  /** How many cells there are. */
  readonly count: number;
  /** Parses and checks the bytes of the next cell. */
  next(bytes: Uint8Array): Result<Cell>;
  /** Whether the cells that were read are all of the request, and use all programs; called after the last. */
  finish(): Result<null>;
}

/** Reads everything but the cells of a bundle. Fails with BAD_BUNDLE, which says what is wrong and where. */
export function readHead({ head, bounds }: BundleLayout): Result<CellReader> {
  const parsed = parse(head, 'the file');
  if (!parsed.ok) return parsed;
  const count = bounds.length / 2;
  const separated = separateCells(parsed.value, count);
  if (!separated.ok) return separated;
  const checked = validate(bundleHeadSchema, separated.value, 'BAD_BUNDLE', SUBJECT);
  if (!checked.ok) return checked;
  const { run } = checked.value;
  const found = issueOfPrograms(run) ?? issueOfDecisions(run);
  if (found) return badValue({ ...found, path: `run.${found.path}` });
  return { ok: true, value: cellReader(run, count) };
}

/** The head without the zeros that stand for cells. */
function separateCells(head: unknown, count: number): Result<unknown> {
  const run = (head as { run?: unknown } | null)?.run;
  // The schema says what is wrong with a head of another form.
  if (typeof run !== 'object' || run === null || Array.isArray(run)) return { ok: true, value: head };
  const { cells, ...rest } = run as { cells?: unknown };
  const isWhole = Array.isArray(cells) && cells.length === count && cells.every((cell) => cell === 0);
  if (!isWhole) return bad(`${SUBJECT}: run.cells: expected one list of cells, and nothing else in it`);
  return { ok: true, value: { ...(head as object), run: rest } };
}

function cellReader(run: RunHeadWithPrograms, count: number): CellReader {
  const checker = new CellChecker(run);
  let index = 0;
  return {
    run,
    count,
    next(bytes) {
      const at = `run.cells[${index++}]`;
      const parsed = parse(bytes, `${SUBJECT}: ${at}`);
      if (!parsed.ok) return parsed;
      const cell = validate(cellSchema, parsed.value, 'BAD_BUNDLE', SUBJECT, at);
      if (!cell.ok) return cell;
      const found = checker.issueOf(cell.value);
      if (!found) return { ok: true, value: checker.summarized(cell.value) };
      return badValue({ ...found, path: `${at}.${found.path}` });
    },
    finish() {
      const { missing, unusedProgram } = checker;
      if (missing > 0) {
        return bad(
          `${SUBJECT}: run.cells: expected a cell for each problem and contender; ${missing} are missing`,
        );
      }
      if (unusedProgram === null) return { ok: true, value: null };
      const expected = 'only programs that a cell has';
      return badValue({ path: `run.programs.${unusedProgram}`, value: 'a program', expected });
    },
  };
}

function parse(bytes: Uint8Array, subject: string): Result<unknown> {
  if (bytes.every((byte) => byte === 0x20))
    return bad(`${subject} is empty: expected a run that Tilescope wrote`);
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    if (error instanceof TypeError) return bad(`${subject} is not JSON: it is not UTF-8`);
    // Positions are those of a shortened text, and the text around them is the file's.
    const reason = /^Unexpected end/.test(String((error as Error).message))
      ? 'it ends too soon'
      : 'its syntax is wrong';
    return bad(`${subject} is not JSON: ${reason}`);
  }
}

function badValue({ path, value, expected }: CellIssue): { ok: false; error: Failure } {
  return bad(`${SUBJECT}: ${path} = ${String(value)}: expected ${expected}`);
}

/** The failure of a bundle that is refused. */
export function bad(message: string): { ok: false; error: Failure } {
  return { ok: false, error: { code: 'BAD_BUNDLE', message: visibleLine(message) } };
}
