// What the heats of a class of sizes have shown so far.
import { type Configuration, parseVariant, problemKey } from '../../../kernels/index.ts';
import { keptProgram } from '../programs/restore-program.ts';
import { intervalOf } from '../summary/bootstrap.ts';
import type { Cell, Run } from '../types.ts';
import { weightedMean } from '../verdict/ratio.ts';
import { estimatesTo, type RaceEstimate } from './race.ts';
import type { TunedClass } from './tuning.ts';

/** A variant may be so many times as far from float64 as its contender's defaults: less exact is not faster. */
const ERROR_FACTOR = 4;
/** Errors up to the last bit of single precision do not differ. */
const LEAST_ERROR = 2 ** -23;

/** A variant that is right, and how long it takes on the problem that screens its class. */
export interface Standing {
  readonly contender: string;
  /** The logarithm of its time to that of the reference. */
  readonly log: RaceEstimate;
  readonly ratio: number;
  readonly interval95: readonly [low: number, high: number];
  /** Null if the run does not keep it. */
  readonly configuration: Configuration | null;
}

/** A variant that was measured or was to be, and is out of the race. */
export interface Dropped {
  readonly contender: string;
  readonly status: 'wrong' | 'failed' | 'unsupported' | 'rejected' | 'inexact';
  readonly reason: string;
}

export interface Standings {
  /** The fastest defaults, whose ratio is 1; null before any are measured. */
  readonly reference: string | null;
  /** Fastest first. */
  readonly ranked: readonly Standing[];
  readonly dropped: readonly Dropped[];
}

/** Whether a contender's name stands for its defaults. */
export function isDefault(contender: string): boolean {
  return Object.keys(parseVariant(contender).overrides).length === 0;
}

/** The defaults of a variant's contender. */
export function defaultsOf(contender: string): string {
  return parseVariant(contender).id;
}

/** Ranks what was measured of a class, and names what is out of the race. */
export function standingsOf({ problems: [screen], heats }: TunedClass): Standings {
  const dropped = [...fatalOf(heats), ...droppedOf(heats.flatMap(({ cells }) => cells))];
  const isOut = new Set(dropped.map(({ contender }) => contender));
  const key = screen ? problemKey(screen) : '';
  const fields = heats.map((run) => ({
    run,
    cells: run.cells.filter(
      (cell) => isUsable(cell) && !isOut.has(cell.contender) && problemKey(cell.problem) === key,
    ),
  }));
  const reference = fields.map(({ cells }) => fastestDefaults(cells)).find((one) => one !== null) ?? null;
  const known = new Map<string, { estimates: RaceEstimate[]; configuration: Configuration | null }>();
  for (const { run, cells } of fields) {
    const base = cells.find(({ contender }) => contender === reference);
    if (!base) continue;
    for (const [cell, estimate] of estimatesTo(base, cells)) {
      const { estimates, configuration } = known.get(cell.contender) ?? {
        estimates: [],
        configuration: null,
      };
      known.set(cell.contender, {
        estimates: [...estimates, estimate],
        configuration: configuration ?? configurationOf(cell, run),
      });
    }
  }
  const ranked = [...known].map(([contender, { estimates, configuration }]): Standing => {
    const log = joined(estimates);
    const [low, high] = intervalOf(log).map(Math.exp) as [number, number];
    return { contender, log, ratio: Math.exp(log.value), interval95: [low, high], configuration };
  });
  return { reference, ranked: ranked.toSorted((one, other) => one.log.value - other.log.value), dropped };
}

/** Measured and right; of an interrupted heat, also what was verified and timed before. */
function isUsable({ status, samples, verification, failure }: Cell): boolean {
  return (status === 'ok' || status === 'pending') && samples.length > 0 && verification !== null && !failure;
}

/**
 * Of heats whose process ended, the variant that was being verified then; where all were verified, those without times:
 * one of them ended it, and nobody knows which.
 */
function fatalOf(heats: readonly Run[]): Dropped[] {
  return heats.flatMap(({ failure, cells }) => {
    if (!failure) return [];
    const left = cells.filter((cell) => cell.status === 'pending' && !isUsable(cell));
    const unverified = left.find(({ verification }) => verification === null);
    const reason = `its heat ended with: ${failure.message}`;
    return (unverified ? [unverified] : left)
      .filter(({ contender }) => !isDefault(contender))
      .map(({ contender }): Dropped => ({ contender, status: 'failed', reason }));
  });
}

function droppedOf(cells: readonly Cell[]): Dropped[] {
  const found = cells.flatMap((cell): Dropped[] => {
    const { contender, status, failure } = cell;
    if (status === 'pending' || status === 'running') return [];
    if (status !== 'ok') return [{ contender, status, reason: failure?.message ?? status }];
    const usual = cells.find((one) => one.contender === defaultsOf(contender) && isSameProblem(one, cell));
    const [own, limit] = [errorOf(cell), Math.max(LEAST_ERROR, ERROR_FACTOR * errorOf(usual))];
    if (!usual?.verification || own <= limit) return [];
    const reason = `its error is ${own.toExponential(1)}, and that of the defaults ${errorOf(usual).toExponential(1)}`;
    return [{ contender, status: 'inexact', reason }];
  });
  return [...new Map(found.map((one) => [one.contender, one])).values()];
}

function errorOf(cell: Cell | undefined): number {
  return cell?.verification?.maxRelativeError ?? 0;
}

function isSameProblem(one: Cell, other: Cell): boolean {
  return problemKey(one.problem) === problemKey(other.problem);
}

function fastestDefaults(cells: readonly Cell[]): string | null {
  const defaults = cells.filter(({ contender }) => isDefault(contender));
  const [first] = defaults;
  if (!first) return null;
  const [best] = [...estimatesTo(first, defaults)].toSorted(([, one], [, other]) => one.value - other.value);
  return best?.[0].contender ?? null;
}

/** Estimates of several heats as one, each with the weight of its epochs. */
function joined(estimates: readonly RaceEstimate[]): RaceEstimate {
  const epochs = estimates.reduce((count, one) => count + one.epochs, 0);
  return { ...weightedMean(estimates, (one) => one.epochs), epochs };
}

function configurationOf({ program }: Cell, run: Run): Configuration | null {
  return program === null ? null : keptProgram(program, run).configuration;
}
