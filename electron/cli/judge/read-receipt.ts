import { readFile } from 'node:fs/promises';
import { type KernelDescriptor, type Problem, problemKey, refusalOfOwn } from '../../../kernels/index.ts';
import { formatItems } from '../../ipc/figures.ts';
import type { Trial } from '../../ipc/judge/plan.ts';
import { type Receipt, receiptSchema } from '../../ipc/judge/receipt.ts';
import type { KernelFile } from '../../ipc/own-kernels/read-kernel.ts';
import { canonicalJson } from '../../ipc/programs/canonical-json.ts';
import { validate } from '../../ipc/validate.ts';
import { solvedBy } from '../own/kernel-options.ts';
import { reasonOf, UsageError } from '../usage-error.ts';
import { isBad, textsOf } from './trials.ts';

/** What is to be judged. */
export interface Case {
  readonly trials: readonly Trial[];
  /** The problems to time it at. */
  readonly given: readonly Problem[];
  /** The contenders to time it beside; null if it is not timed. */
  readonly others: readonly string[] | null;
  readonly seed: number;
}

/** A receipt in a file. Throws UsageError. */
export async function readReceipt(path: string): Promise<Receipt> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`--verify ${path}: ${reasonOf(error)}`);
  }
  const read = validate(receiptSchema, value, 'BAD_RECEIPT', path);
  if (!read.ok) throw new UsageError(`--verify ${read.error.message}`);
  expectConsistent(read.value, path);
  return read.value;
}

/** Throws UsageError for a receipt whose verdict is not that of its trials. */
function expectConsistent({ isRight, trials, speed }: Receipt, path: string): void {
  const bad = trials.filter(isBad).length;
  // A kernel may also be wrong when it is timed.
  if (isRight ? bad === 0 : bad > 0 || speed) return;
  throw new UsageError(
    `--verify ${path}: isRight = ${isRight}, and ${bad > 0 ? formatItems(bad, 'trial') : 'no trial'} of it ` +
      `${bad === 1 || bad === 0 ? 'speaks' : 'speak'} against the kernel`,
  );
}

/** The first field in which two descriptors differ; null if they are the same. */
function changedField(one: KernelDescriptor, other: KernelDescriptor): string | null {
  const names = Object.keys({ ...one, ...other }) as (keyof KernelDescriptor)[];
  const jsonOf = (value: unknown) => canonicalJson(value ?? null);
  return names.find((name) => jsonOf(one[name]) !== jsonOf(other[name])) ?? null;
}

/** What a receipt says was run. Throws UsageError unless the kernel is the one that was judged. */
export function caseOf(receipt: Receipt, file: KernelFile): Case {
  const { trials, speed, seed, kernel, texts, descriptor } = receipt;
  const changed = changedField(descriptor, file.kernel.descriptor);
  if (changed !== null)
    throw new UsageError(
      `--verify: the descriptor of ${file.kernel.name} is not that of the receipt, of ${kernel}: it has another ${changed}`,
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
      `--verify: the text of ${file.source} is not the one that was judged: its SHA-256 is ${other}, not ${texts.join(' or ')}`,
    );
  const given = trials.flatMap(({ reason, problem }) => (reason === 'given' ? [problem] : []));
  return {
    trials,
    given: [...new Map(given.map((problem) => [problemKey(problem), problem])).values()],
    others: speed && [...new Set(speed.cells.map(({ contender }) => contender))],
    seed,
  };
}
