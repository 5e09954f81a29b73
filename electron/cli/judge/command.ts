import { planTrials } from '../../ipc/judge/plan.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { prepareOutputs } from '../output-file.ts';
import { readKernels, usualSizesOf } from '../own/kernel-options.ts';
import { parseOptions, readNumber, readPath } from '../parse-options.ts';
import { readCellOptions } from '../sweep/cell-options.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { judgeKernel } from './judge-kernel.ts';
import { type Case, caseOf, readReceipt } from './read-receipt.ts';
import { confirmationText } from './text.ts';

/** What a receipt says, and so cannot be asked for beside it. */
const CASE_OPTIONS = {
  sizes: { type: 'string', multiple: true },
  where: { type: 'string', multiple: true },
  dtype: { type: 'string' },
  set: { type: 'string', multiple: true },
  against: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const JUDGE_OPTIONS = {
  ...CASE_OPTIONS,
  device: { type: 'string' },
  verify: { type: 'string' },
  json: { type: 'string' },
} as const;

type Values = Partial<ReturnType<typeof parseOptions<typeof CASE_OPTIONS>>['values']>;

/** On the edges of usual blocks, and off them. */
const DEFAULT_SIZES = '64,100,128,200';
const LARGEST_SEED = 2 ** 32 - 1;
const ROUNDS = { min: 1, max: 1000, whole: true, unit: '' };
const SEED = { min: 0, max: LARGEST_SEED, whole: true, unit: '' };

/**
 * `tilescope judge FILE`: whether a kernel is right and safe, by trials that nobody names beforehand; and if it is, with
 * --against, whether it is faster than others. With --verify, what a receipt says was run is run again.
 */
export async function judgeCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseOptions(parameters, JUDGE_OPTIONS, true);
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0)
    throw new UsageError('judge: expected one kernel, FILE.metal or its descriptor');
  const jsonPath = readPath('json', values.json);
  const receiptPath = readPath('verify', values.verify);
  await prepareOutputs([jsonPath], [path, receiptPath]);
  const [file] = readKernels([path], 'judge') as [KernelFile];
  const before = receiptPath === null ? null : await readReceipt(receiptPath);
  if (before) refuseCase(values);
  const { receipt, isRight } = await judgeKernel(
    file,
    before ? caseOf(before, file) : readCase(values, file),
    values.device ?? null,
  );
  if (jsonPath !== null) await writeJson(receipt, jsonPath);
  if (!before) return isRight ? EXIT_CODES.ok : EXIT_CODES.failed;
  const { text, isConfirmed } = confirmationText(before, receipt, createPainter(process.stdout));
  console.log(`\n${text}`);
  return isConfirmed ? EXIT_CODES.ok : EXIT_CODES.failed;
}

/** Throws UsageError for what the receipt says. */
function refuseCase(values: Values): void {
  const names = Object.keys(CASE_OPTIONS) as (keyof typeof CASE_OPTIONS)[];
  const asked = names.find((name) => values[name] !== undefined);
  if (asked) throw new UsageError(`--${asked}: expected none with --verify, since the receipt says it`);
}

/** What is to be judged of a kernel. Throws UsageError. */
export function readCase(values: Values, file: KernelFile): Case {
  const rounds = values.rounds === undefined ? 1 : readNumber('rounds', values.rounds, ROUNDS);
  const seed =
    values.seed === undefined
      ? Math.floor(Math.random() * LARGEST_SEED)
      : readNumber('seed', values.seed, SEED);
  const asked = {
    ...values,
    sizes: values.sizes ?? [usualSizesOf(file.kernel) ?? DEFAULT_SIZES],
    contenders: values.against,
  };
  const { problems, contenders } = readCellOptions(asked, () => [], [file], '--against');
  const { kernel } = file;
  const given = problems.filter((problem) => 'program' in kernel.program(problem));
  if (given.length === 0) throw new UsageError(`judge: ${kernel.name} supports none of the sizes`);
  return { trials: planTrials(kernel, given, { seed, rounds }), given, others: contenders, seed };
}
