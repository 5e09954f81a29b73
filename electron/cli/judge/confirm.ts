import { extentsLabel } from '../../../kernels/index.ts';
import { formatError } from '../../ipc/figures.ts';
import type { Receipt } from '../../ipc/judge/receipt.ts';
import { canonicalJson } from '../../ipc/programs/canonical-json.ts';
import { isBad } from './trials.ts';

type ReceiptTrial = Receipt['trials'][number];

/** By which share errors differ that are not the same: libraries sum in an order of their own. */
const SAME_ERROR = 0.01;

/** What went otherwise than a receipt says, a line each; empty if it is confirmed. */
export function differencesFrom(before: Receipt, again: Receipt): string[] {
  const isHere = isSamePlace(before, again);
  const trials = before.trials.flatMap((trial, index) => {
    const said = trialDifference(trial, again.trials[index], isHere, before.source === again.source);
    if (said === null) return [];
    return [`${trial.reason} ${extentsLabel(trial.problem)}, ${trial.distribution} inputs: ${said}`];
  });
  return [...trials, ...speedDifferences(before, again)];
}

function trialDifference(
  before: ReceiptTrial,
  again: ReceiptTrial | undefined,
  isHere: boolean,
  isSameFile: boolean,
): string | null {
  if (!again) return 'it was not tried';
  if (isBad(before) !== isBad(again))
    return isBad(again) ? 'it speaks against the kernel now' : 'it does not speak against the kernel';
  if (!isHere) return null;
  if (isSameFile && before.program !== again.program) return 'it ran another program, by its SHA-256';
  const [one, other] = [before.verification, again.verification];
  if (!one || !other) return null;
  if (one.tolerance !== other.tolerance)
    return `its tolerance is ${formatError(other.tolerance)}, not ${formatError(one.tolerance)}`;
  const [said, found] = [one.maxRelativeError, other.maxRelativeError];
  if (Math.abs(said - found) <= SAME_ERROR * Math.max(said, found)) return null;
  return `its largest error is ${formatError(found)}, not ${formatError(said)}`;
}

/** Times vary, and so do verdicts; but not from faster to slower. */
function speedDifferences({ speed: before }: Receipt, { speed: again }: Receipt): string[] {
  const opposite = { FASTER: 'SLOWER', SLOWER: 'FASTER' } as const;
  return (before?.cells ?? []).flatMap(({ size, contender, verdict }) => {
    const other = again?.cells.find((cell) => cell.size === size && cell.contender === contender);
    const isOpposite = verdict in opposite && other?.verdict === opposite[verdict as keyof typeof opposite];
    return isOpposite ? [`${size} against ${contender}: ${other.verdict}, not ${verdict}`] : [];
  });
}

/** Whether figures have to be the same: on one machine, of one version, trials have the same inputs and do the same. */
function isSamePlace({ environment: one }: Receipt, { environment: other }: Receipt): boolean {
  const placeOf = ({ machine, device: { id }, versions }: typeof one) =>
    canonicalJson({ machine, id, versions });
  return one.machine !== null && placeOf(one) === placeOf(other);
}
