// What came of the tuning of a class, in a sentence.
import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import { formatItems, formatPercent } from '../figures.ts';
import { adoptable, type Final, type FinalVerdict, winnerOf } from './final.ts';
import { isDefault, type Standings } from './standings.ts';
import type { TunedClass } from './tuning.ts';

/** By how much the best of a class beats the defaults, or that the defaults stand. */
export function outcomeText({
  tuned,
  standings,
  final,
}: {
  tuned: TunedClass;
  standings: Standings;
  final: Final | null;
}): string {
  const { reference, ranked, dropped } = standings;
  if (reference === null) {
    const [first] = dropped;
    const why = first ? `: ${first.contender} ${first.status}: ${first.reason}` : '';
    return tuned.heats.length === 0 ? 'Not measured yet.' : `The defaults could not be measured${why}`;
  }
  const tried = formatItems(
    ranked.filter(({ contender }) => !isDefault(contender)).length + dropped.length,
    'variant',
  );
  if (!final) {
    const [first] = ranked;
    if (!first || isDefault(first.contender))
      return `The defaults stand: none of ${tried} was ahead of ${contenderLabel(reference)}.`;
    return `Not confirmed yet: ${contenderLabel(first.contender)} took ${shareText(first.ratio)} than the fastest defaults, ${contenderLabel(reference)}, where it was picked for being fast.`;
  }
  const winner = winnerOf(final);
  if (winner)
    return `${contenderLabel(winner.contender)} takes ${timeText(winner)} than the fastest defaults, ${contenderLabel(reference)}.`;
  const own = adoptable(final);
  const others = own.map(
    (one) => `${contenderLabel(one.contender)} takes ${timeText(one)} than its own defaults`,
  );
  const stand = `The defaults stand: none of ${tried} is certainly faster than ${contenderLabel(reference)}.`;
  return [stand, ...(others.length > 0 ? [`${others.join('; ')}.`] : [])].join(' ');
}

/** "12.3% less time (11.0% to 13.4%, at 3 sizes)" */
export function timeText({ verdict, sizes }: FinalVerdict): string {
  const { ratio } = verdict;
  if (!ratio) return 'an unknown time';
  const [low, high] = ratio.interval95;
  const at =
    sizes.length === 1 && sizes[0] ? extentsLabel(sizes[0].problem) : formatItems(sizes.length, 'size');
  return `${shareText(ratio.ratio)} (${formatPercent(1 - high)} to ${formatPercent(1 - low)}, at ${at})`;
}

function shareText(ratio: number): string {
  return ratio <= 1 ? `${formatPercent(1 - ratio)} less time` : `${formatPercent(ratio - 1)} more time`;
}
