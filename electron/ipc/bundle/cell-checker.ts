import { estimate, libraryOf, problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import { ceilingOf } from '../roof.ts';
import type { RunHeadWithPrograms } from '../run-schema.ts';
import { summarize } from '../summary/summarize.ts';
import type { Cell } from '../types.ts';

/** What is wrong with a cell that its schema cannot see: where, what is there and what was expected. */
export interface CellIssue {
  readonly path: string;
  readonly value: unknown;
  readonly expected: string;
}

/** Compares the cells of a bundle with the run that they are said to be of, and with themselves. */
export class CellChecker {
  readonly #run: RunHeadWithPrograms;
  readonly #problems: ReadonlyMap<string, number>;
  readonly #contenders: ReadonlyMap<string, number>;
  /** One entry for each cell of the request. */
  readonly #seen: Uint8Array;
  readonly #unusedPrograms: Set<string>;

  constructor(run: RunHeadWithPrograms) {
    const { problems, contenders } = run.request;
    this.#run = run;
    this.#problems = new Map(problems.map((problem, index) => [problemKey(problem), index]));
    this.#contenders = new Map(contenders.map((contender, index) => [contender, index]));
    this.#seen = new Uint8Array(problems.length * contenders.length);
    this.#unusedPrograms = new Set(Object.keys(run.programs));
  }

  /** What is wrong with a cell; null if nothing is. */
  issueOf(cell: Cell): CellIssue | null {
    const { id, problem, contender, status, samples, summary, program } = cell;
    const key = problemKey(problem);
    const [row, column] = [this.#problems.get(key), this.#contenders.get(contender)];
    if (row === undefined) return issue('problem', key, 'one of the problems of the request');
    if (column === undefined) return issue('contender', contender, 'one of the contenders of the request');
    if (id !== cellId(key, contender)) return issue('id', id, cellId(key, contender));
    const place = row * this.#contenders.size + column;
    if (this.#seen[place]) return issue('id', id, 'each cell once');
    this.#seen[place] = 1;
    if (program !== null) {
      if (libraryOf(contender)) return issue('program', program, 'null, since a library has no program');
      if (!Object.hasOwn(this.#run.programs, program))
        return issue('program', program, 'one of the programs of the run');
      this.#unusedPrograms.delete(program);
    }
    if (status === 'running') return issue('status', status, 'the status of a cell of a run that is over');
    if (status === 'ok' && samples.length === 0)
      return issue('samples', '[]', 'at least one of a cell that is ok');
    if (summary && samples.length === 0) return issue('summary', 'figures', 'null without samples');
    const disordered = samples.findIndex(
      ({ round }, index) => index > 0 && round <= (samples[index - 1]?.round ?? 0),
    );
    if (disordered >= 0) {
      const expected = 'a later round than that of the sample before';
      return issue(`samples[${disordered}].round`, samples[disordered]?.round, expected);
    }
    const early = samples.findIndex(({ epoch }, index) => epoch < (samples[index - 1]?.epoch ?? 0));
    if (early < 0) return null;
    return issue(
      `samples[${early}].epoch`,
      samples[early]?.epoch,
      'no earlier epoch than that of the sample before',
    );
  }

  /** How many cells of the request were not seen. */
  get missing(): number {
    return this.#seen.reduce((count, isSeen) => count + 1 - isSeen, 0);
  }

  /** A program that no cell that was seen has; null if there is none. */
  get unusedProgram(): string | null {
    const [first = null] = this.#unusedPrograms;
    return first;
  }

  /** The cell with the summary that its samples have, whatever the bundle says. */
  summarized(cell: Cell): Cell {
    const { problem, contender, samples, summary } = cell;
    if (!summary) return cell;
    const ceiling = ceilingOf(this.#run.environment.roof, problem, contender);
    return { ...cell, summary: summarize(samples, { flops: estimate(problem).flops, ceiling }) };
  }
}

function issue(path: string, value: unknown, expected: string): CellIssue {
  return { path, value, expected };
}
