import { ceilingOf } from '../../ipc/roof.ts';
import type { Cell, Failure, Summary } from '../../ipc/types.ts';
import { breaksRoof, isBounded } from '../roof.ts';
import type { SweepContext } from './sweep-context.ts';

/** Gives a cell its final status after its rounds; `isCut` when they were interrupted. */
export async function settleCell(cell: Cell, isCut: boolean, context: SweepContext): Promise<void> {
  const { reporter, method, environment, roof } = context;
  const { summary } = cell;
  if (cell.status !== 'running' || !summary) return;
  const isSuspect = isBounded(cell.contender, environment) && breaksRoof(summary, roof.current, cell, method);
  // An interrupted cell with too few samples or epochs stays in flight, and is measured again when the run is resumed.
  const isShort = summary.n < method.minSamples || epochsOf(cell) < method.epochs;
  if (isCut && (isSuspect || isShort)) return;
  const isBelievable = !isSuspect || (await staysUnderRoof(cell, summary, context));
  if (isBelievable) reporter.change(cell, { status: 'ok' });
  else reporter.change(cell, { status: 'rejected', failure: tooFast(cell, summary, context) });
}

function epochsOf({ samples }: Cell): number {
  return new Set(samples.map(({ epoch }) => epoch)).size;
}

/** A roof that was measured on a busy machine is too low: it is measured again before a time is rejected. */
async function staysUnderRoof(cell: Cell, summary: Summary, context: SweepContext): Promise<boolean> {
  return !breaksRoof(summary, await context.roof.measureNow(), cell, context.method);
}

function tooFast({ problem, contender }: Cell, { gflops, clock }: Summary, { roof }: SweepContext): Failure {
  const ceiling = ceilingOf(roof.current, problem, contender);
  const time = clock === 'gpu' ? 'GPU' : 'wall';
  return {
    code: 'ABOVE_ROOF',
    message: `${gflops.toFixed(1)} GFLOPS by ${time} time exceeds the roof of the device, ${ceiling.toFixed(1)} GFLOPS.`,
    detail: 'Either the kernel skips part of its work, or the roof was measured on a busy machine.',
  };
}
