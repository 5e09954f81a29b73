import { familyOf, type Problem } from '../../../kernels/index.ts';
import { type NumberRange, parseOptions, readNumber, readPath } from '../parse-options.ts';
import { CELL_OPTIONS, type CellOptions, readCellOptions } from '../sweep/cell-options.ts';
import { savedSweeps } from '../sweep/saved-sweeps.ts';
import { UsageError } from '../usage-error.ts';

const { vary: _vary, ...SEARCHED } = CELL_OPTIONS;

export const TUNE_OPTIONS = {
  ...SEARCHED,
  budget: { type: 'string' },
  seed: { type: 'string' },
  resume: { type: 'boolean' },
  list: { type: 'boolean' },
  adopt: { type: 'string' },
  adopted: { type: 'boolean' },
  forget: { type: 'string' },
  export: { type: 'boolean' },
  json: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

const MINUTE_MS = 60_000;
const BUDGET: NumberRange = { min: 0.1, max: 1440, whole: false, unit: 'minutes' };
const SEED: NumberRange = { min: 0, max: 2 ** 32 - 1, whole: true, unit: '' };
const DEFAULT_BUDGET_MS = 10 * MINUTE_MS;

/** What `tilescope tune` is asked to do. */
export type TuneAction =
  | { readonly kind: 'start'; readonly cells: CellOptions; readonly budgetMs: number; readonly seed: number }
  /** Null: the newest tuning; without a budget, what is left of its own. */
  | { readonly kind: 'resume'; readonly name: string | null; readonly budgetMs: number | null }
  | { readonly kind: 'show'; readonly name: string }
  | { readonly kind: 'adopt'; readonly name: string }
  | { readonly kind: 'forget'; readonly name: string }
  | { readonly kind: 'list' | 'adopted' | 'export' };

export interface TuneOptions {
  readonly action: TuneAction;
  readonly jsonPath: string | null;
  readonly isQuiet: boolean;
}

/** Reads the options of `tilescope tune`. Throws UsageError. */
export function readTuneOptions(parameters: readonly string[]): TuneOptions {
  const { values, positionals } = parseOptions(parameters, TUNE_OPTIONS, true);
  const [name, ...others] = positionals;
  if (others.length > 0) throw new UsageError(`tune ${positionals.join(' ')}: expected one tuning`);
  const asked = (['resume', 'list', 'adopt', 'adopted', 'forget', 'export'] as const).filter(
    (option) => values[option] !== undefined,
  );
  if (asked.length > 1) throw new UsageError(`--${asked.join(' --')}: expected one of them`);
  const [action] = asked;
  if (name !== undefined && action !== undefined && action !== 'resume')
    throw new UsageError(`tune ${name} --${action}: expected --${action} alone`);
  const budgetMs =
    values.budget === undefined ? null : readNumber('budget', values.budget, BUDGET) * MINUTE_MS;
  const outputs = { jsonPath: readPath('json', values.json), isQuiet: values.quiet ?? false };
  switch (action) {
    case 'resume':
      return { action: { kind: 'resume', name: name ?? null, budgetMs }, ...outputs };
    case 'adopt':
    case 'forget':
      return { action: { kind: action, name: values[action] as string }, ...outputs };
    case 'list':
    case 'adopted':
    case 'export':
      return { action: { kind: action }, ...outputs };
    default: {
      if (name !== undefined) return { action: { kind: 'show', name }, ...outputs };
      const seed = values.seed === undefined ? 1 : readNumber('seed', values.seed, SEED);
      const cells = readCellOptions(values, savedSweeps);
      return { action: { kind: 'start', cells, budgetMs: budgetMs ?? DEFAULT_BUDGET_MS, seed }, ...outputs };
    }
  }
}

/** "gemm f32" */
export function operationOf(problem: Problem): string {
  return [familyOf(problem).name, 'dtype' in problem ? problem.dtype : ''].filter(Boolean).join(' ');
}
