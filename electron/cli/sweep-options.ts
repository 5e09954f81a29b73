import {
  CONTENDERS,
  checkProblem,
  describeIssue,
  type Issue,
  type Problem,
  parseSizes,
  problemKey,
  QUICK_SWEEP,
} from '../../kernels/index.ts';
import { DEFAULT_METHOD } from '../ipc/method.ts';
import type { Method } from '../ipc/types.ts';
import { type NumberRange, parseOptions, readNumber } from './parse-options.ts';
import { UsageError } from './usage-error.ts';

/** What `tilescope sweep` was asked to do; a device and contenders that were not named are chosen later. */
export interface SweepOptions {
  problems: Problem[];
  device: string | null;
  contenders: string[] | null;
  method: Method;
  jsonPath: string | null;
  reportPath: string | null;
}

const OPTIONS = {
  op: { type: 'string', default: 'gemm' },
  dtype: { type: 'string', default: 'f32' },
  sizes: { type: 'string', multiple: true },
  contenders: { type: 'string' },
  device: { type: 'string' },
  samples: { type: 'string' },
  'time-limit': { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'string' },
  report: { type: 'string' },
  quick: { type: 'boolean' },
} as const;

const NUMBERS = {
  samples: { min: 10, max: 100_000, whole: true, unit: '' },
  'time-limit': { min: 0.001, max: 3600, whole: false, unit: 'seconds' },
  seed: { min: 0, max: 2 ** 32 - 1, whole: true, unit: '' },
} as const satisfies Record<string, NumberRange>;

const QUICK_REPORT = 'tilescope-report.html';

/** Reads the options of `tilescope sweep`. Throws UsageError. */
export function readSweepOptions(parameters: readonly string[]): SweepOptions {
  const { values } = parseOptions(parameters, OPTIONS);
  const sizes = values.sizes?.join(',') ?? (values.quick ? QUICK_SWEEP.sizes : null);
  if (sizes === null)
    throw new UsageError('--sizes is missing: say for example --sizes 64:512:64, or --quick');
  const contenders = values.contenders?.split(',').map((id) => id.trim());
  return {
    problems: readProblems(values.op, values.dtype, sizes),
    device: values.device ?? null,
    contenders: contenders ? checkContenders(contenders) : null,
    method: readMethod(values),
    jsonPath: checkPath('json', values.json),
    reportPath: checkPath('report', values.report) ?? (values.quick ? QUICK_REPORT : null),
  };
}

function readProblems(op: string, dtype: string, sizes: string): Problem[] {
  // The kind first: a size cannot mend it.
  refuse(checkProblem({ op, dtype, m: 1, n: 1, k: 1 }), { op, dtype });
  const parsed = parseSizes(sizes);
  if ('issues' in parsed) {
    throw new UsageError(`--sizes ${sizes}: ${parsed.issues.map(describeIssue).join('; ')}`);
  }
  const problems = parsed.sizes.map(({ m, n, k }) => ({ op, dtype, m, n, k }) as Problem);
  // A size that is named twice is measured once.
  return [...new Map(problems.map((problem) => [problemKey(problem), problem])).values()];
}

function refuse(issues: readonly Issue[], options: Readonly<Record<string, string>>): void {
  const [issue] = issues;
  if (!issue) return;
  throw new UsageError(`--${issue.parameter} ${options[issue.parameter]}: accepted is ${issue.accepted}`);
}

function checkContenders(ids: readonly string[]): string[] {
  const known = CONTENDERS.map(({ id }) => id);
  for (const id of ids) {
    if (!known.includes(id)) throw new UsageError(`--contenders ${id}: accepted is ${known.join(', ')}`);
  }
  return [...new Set(ids)];
}

function readMethod(values: Partial<Record<keyof typeof NUMBERS, string>>): Method {
  const read = (option: keyof typeof NUMBERS) => {
    const text = values[option];
    return text === undefined ? null : readNumber(option, text, NUMBERS[option]);
  };
  const minSamples = read('samples') ?? DEFAULT_METHOD.minSamples;
  const seconds = read('time-limit');
  return {
    ...DEFAULT_METHOD,
    minSamples,
    maxSamples: Math.max(minSamples, DEFAULT_METHOD.maxSamples),
    maxProblemMs: seconds === null ? DEFAULT_METHOD.maxProblemMs : seconds * 1000,
    seed: read('seed') ?? DEFAULT_METHOD.seed,
  };
}

function checkPath(option: string, path: string | undefined): string | null {
  if (path === '') throw new UsageError(`--${option}: accepted is the name of a file`);
  return path ?? null;
}
