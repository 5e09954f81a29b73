import { problemKey } from '../../../kernels/index.ts';
import { cellId } from '../cell.ts';
import type { KeptPrograms } from '../programs/kept-program.ts';
import type { Cell, Run, RunHead, Sample } from '../types.ts';
import { type PackedPrograms, packPrograms, unpackPrograms } from './packed-programs.ts';
import {
  type PackedSamples,
  packSamples,
  type SampleGroup,
  shortened,
  unpackSamples,
} from './packed-samples.ts';

/** A run in a fifth of its text: what its cells refer to is named by its place, and samples are columns. */
export interface PackedRun {
  readonly head: RunHead;
  readonly programs: PackedPrograms;
  readonly sources: KeptPrograms['sources'];
  readonly cells: readonly PackedCell[];
  readonly samples: PackedSamples;
}

type PackedCell = Omit<Cell, 'id' | 'problem' | 'contender' | 'program' | 'samples'> & {
  /** The places of its problem and of its contender in the run's request. */
  readonly at: readonly [problem: number, contender: number];
  /** The place of its program. */
  readonly program: number | null;
  readonly samples: SampleGroup;
};

/**
 * Packs a run for a report. Its figures are rounded, to more digits than are ever shown; left out are the hashes of its
 * programs only, which would take as much room as the programs.
 */
export function packRun({ cells, programs, sources, ...head }: Run): PackedRun {
  const { problems, contenders } = head.request;
  const problemPlaces = new Map(problems.map((problem, place) => [problemKey(problem), place]));
  const contenderPlaces = new Map(contenders.map((contender, place) => [contender, place]));
  const programPlaces = new Map(Object.keys(programs).map((hash, place) => [hash, place]));
  const { samples, groups } = packSamples(cells.map((cell) => cell.samples));
  return {
    head,
    programs: packPrograms(Object.values(programs)),
    sources,
    cells: cells.map((cell, index): PackedCell => {
      const { id, problem, contender, program, summary, verification, compileMs, ...rest } = cell;
      const [row, column] = [problemPlaces.get(problemKey(problem)), contenderPlaces.get(contender)];
      if (row === undefined || column === undefined)
        throw new RangeError(`${id} is not in the run's request`);
      return {
        ...rest,
        at: [row, column],
        compileMs: compileMs && shortened(compileMs),
        verification: verification && withShortened(verification),
        summary: summary && withShortened(summary),
        program: program === null ? null : (programPlaces.get(program) ?? null),
        samples: groups[index] as SampleGroup,
      };
    }),
    samples,
  };
}

/**
 * The run that was packed, in which the places of programs stand for their hashes. Samples and programs are unpacked
 * when they are read: a run may have a million samples.
 */
export function unpackRun({ head, programs, sources, cells, samples: packed }: PackedRun): Run {
  const { problems, contenders } = head.request;
  const keys = problems.map(problemKey);
  let next = 0;
  return {
    ...head,
    programs: unpackPrograms(programs),
    sources,
    cells: cells.map(({ at, program, samples: group, ...rest }): Cell => {
      const [problem, contender] = [problems[at[0]], contenders[at[1]]];
      if (problem === undefined || contender === undefined)
        throw new RangeError(`No cell at ${at.join(', ')}`);
      const from = next;
      next += group.count;
      let samples: Sample[] | null = null;
      return {
        id: cellId(keys[at[0]] ?? '', contender),
        problem,
        contender,
        ...rest,
        program: program === null ? null : String(program),
        get samples() {
          samples ??= unpackSamples(packed, group, from);
          return samples;
        },
      };
    }),
  };
}

/** A cell's figures, also those within lists, with as many digits as reports keep. */
function withShortened<T extends object>(figures: T): T {
  const short = (value: unknown): unknown => {
    if (typeof value === 'number') return shortened(value);
    return Array.isArray(value) ? value.map(short) : value;
  };
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, short(value)])) as T;
}
