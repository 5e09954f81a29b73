import { readFile } from 'node:fs/promises';
import { type Problem, problemKey, refusalOfOwn } from '../../../kernels/index.ts';
import type { Trial } from '../../ipc/judge/plan.ts';
import { type Receipt, receiptSchema } from '../../ipc/judge/receipt.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { canonicalJson } from '../../ipc/programs/canonical-json.ts';
import { validate } from '../../ipc/validate.ts';
import { unwrap } from '../compute-session.ts';
import { solvedBy } from '../own/kernel-options.ts';
import { reasonOf, UsageError } from '../usage-error.ts';
import { textsOf } from './trials.ts';

/** What is to be judged. */
export interface Case {
  readonly trials: readonly Trial[];
  /** The problems to time it at. */
  readonly given: readonly Problem[];
  /** The contenders to time it beside; null if it is not timed. */
  readonly others: readonly string[] | null;
  readonly seed: number;
}

/** A receipt in a file. Throws UsageError, CommandError. */
export async function readReceipt(path: string): Promise<Receipt> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--verify ${path}: ${reasonOf(error)}`);
  }
  return unwrap(validate(receiptSchema, value, 'BAD_RECEIPT', path));
}

/** What a receipt says was run. Throws UsageError unless the kernel is the one that was judged. */
export function caseOf(receipt: Receipt, file: KernelFile): Case {
  const { trials, speed, seed, kernel, source, texts, descriptor } = receipt;
  if (canonicalJson(file.kernel.descriptor) !== canonicalJson(descriptor))
    throw new UsageError(
      `--verify: the descriptor of ${file.kernel.name} is not that of the receipt, of ${kernel}`,
    );
  for (const { problem } of trials) {
    const refusal =
      problem.op === file.kernel.op
        ? refusalOfOwn(file.kernel, problem)
        : `${file.kernel.name} solves ${solvedBy(file.kernel)}`;
    if (refusal !== null)
      throw new UsageError(`--verify: a trial of the receipt is of ${problemKey(problem)}: ${refusal}`);
  }
  const own = trials.flatMap(({ problem }) => textsOf(file, problem));
  const other = own.find((hash) => !texts.includes(hash));
  if (other !== undefined)
    throw new UsageError(
      `--verify: the text of ${source} is not the one that was judged: its SHA-256 is ${other}`,
    );
  const given = trials.flatMap(({ reason, problem }) => (reason === 'given' ? [problem] : []));
  return {
    trials,
    given: [...new Map(given.map((problem) => [problemKey(problem), problem])).values()],
    others: speed && [...new Set(speed.cells.map(({ contender }) => contender))],
    seed,
  };
}

/** How trials went otherwise than a receipt says; empty if it is confirmed. */
export function differencesFrom(receipt: Receipt, again: Receipt): number[] {
  const isGood = ({ failure, findings }: Receipt['trials'][number]) =>
    failure === null && findings.length === 0;
  return receipt.trials.flatMap((trial, index) => {
    const other = again.trials[index];
    return other && isGood(trial) === isGood(other) ? [] : [index];
  });
}
