// By class of sizes, whether what a tuning found is faster than the defaults.
import { formatItems } from '../../ipc/figures.ts';
import { winnerOf } from '../../ipc/tune/final.ts';
import type { ClassResult } from '../../ipc/tune/record.ts';
import { columns } from '../terminal/layout.ts';
import type { Paint } from '../terminal/paint.ts';

const HEADING = ['class', 'sizes', 'defaults', 'ratio', '95% interval', 'verdict', 'winner'];

/**
 * A row for each class: the fastest defaults, and what takes their place if its finals found it FASTER than they are, and
 * slower at no size. In any other class the defaults stay, so that no class gets slower.
 */
export function verdictsText(results: readonly ClassResult[], paint: Paint): string {
  const rows = results.map(({ tuned, standings: { reference }, final }) => {
    const winner = final && winnerOf(final);
    const ratio = winner?.verdict.ratio;
    return [
      tuned.name,
      String(tuned.problems.length),
      reference ?? '',
      ratio ? ratio.ratio.toFixed(3) : reference === null ? '' : '1',
      ratio ? ratio.interval95.map((bound) => bound.toFixed(3)).join('–') : '',
      reference === null ? 'not measured' : winner ? winner.verdict.verdict : 'defaults stay',
      winner?.contender ?? '',
    ];
  });
  const measured = results.filter(({ standings }) => standings.reference !== null);
  const faster = measured.filter(({ final }) => final && winnerOf(final));
  const missing = results.length - measured.length;
  const summary = [
    `At least as fast as the defaults in ${formatItems(measured.length, 'class', 'classes')}, faster in ${faster.length}`,
    ...(missing > 0 ? [`${formatItems(missing, 'class', 'classes')} not measured`] : []),
  ];
  const styles = ['strong', 'quiet', 'plain', 'plain', 'quiet', 'plain', 'plain'] as const;
  return [...columns([HEADING, ...rows], styles, paint), paint('strong', `${summary.join('; ')}.`)].join(
    '\n',
  );
}
