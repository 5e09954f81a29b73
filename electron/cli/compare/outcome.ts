import type { CellStatus } from '../../ipc/types.ts';
import type { Judgement } from '../../ipc/verdict/judgement.ts';
import { type Compared, verdictRecord } from '../../ipc/verdict/record.ts';
import { createPainter } from '../terminal/paint.ts';
import { EXIT_CODES, type ExitCode } from '../usage-error.ts';
import { writeJson } from '../write-outputs.ts';
import { verdictTable } from './verdict-table.ts';

/** A candidate that was right and is not any more fails, however fast it is. */
const BROKEN: readonly CellStatus[] = ['wrong', 'failed', 'rejected'];

export interface VerdictOutputs {
  readonly jsonPath: string | null;
  readonly isQuiet: boolean;
}

/** Prints the verdicts, writes them where that is asked for, and returns the exit code: 1 if anything is worse. */
export async function reportVerdicts(
  judgement: Judgement,
  compared: Compared,
  { jsonPath, isQuiet }: VerdictOutputs,
): Promise<ExitCode> {
  if (!isQuiet) console.log(verdictTable(judgement, createPainter(process.stdout)));
  if (jsonPath !== null) await writeJson(verdictRecord(judgement, compared), jsonPath);
  return isWorse(judgement) ? EXIT_CODES.failed : EXIT_CODES.ok;
}

function isWorse({ pairs, overall }: Judgement): boolean {
  const isBroken = pairs.some(
    ({ baseline, candidate }) => baseline.status === 'ok' && BROKEN.includes(candidate.status),
  );
  return isBroken || [...pairs, ...overall].some(({ verdict }) => verdict.verdict === 'SLOWER');
}
