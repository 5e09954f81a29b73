import { useState } from 'react';
import { isDefault } from '../../../electron/ipc/tune/standings.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import type { ClassRecord } from '../../model/parameter-map.ts';
import { type RankedRow, rankedRows } from '../../model/tuning.ts';
import { Button } from '../../widgets/button.tsx';

const MOST_ROWS = 10;
const BAR_PX = 96;
/** Ratios are drawn up to this far from 1, so that a variant that is far behind does not flatten the others. */
const FARTHEST = 2;
const TONES: Readonly<Record<string, string>> = { FASTER: 'tone-good', SLOWER: 'tone-bad' };

/** The variants of a class and its defaults, the fastest first. */
export function Ranking({ tuned }: { tuned: ClassRecord }) {
  const [showsAll, setShowsAll] = useState(false);
  const rows = rankedRows(tuned, isDefault);
  const shown = rows.filter((row, index) => showsAll || index < MOST_ROWS || row.isDefault || row.verdict);
  if (rows.length === 0) return <p className="empty">Nothing of this class was measured yet.</p>;
  const bounds = shown.flatMap(({ interval95 }) => interval95);
  const scale = [
    Math.max(1 / FARTHEST, Math.min(1, ...bounds)),
    Math.min(FARTHEST, Math.max(1, ...bounds)),
  ] as const;
  return (
    <section className="ranking" aria-label="Ranking">
      <table data-testid="ranking">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Variant</th>
            <th scope="col" title="Time to that of the fastest defaults, where it was screened">
              Ratio
            </th>
            <th scope="col">95% interval</th>
            <th scope="col">Got to</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={row.contender} row={row} scale={scale} isWinner={row.contender === tuned.winner} />
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <Button size="small" kind="plain" onClick={() => setShowsAll(true)}>
          Show all {rows.length}
        </Button>
      )}
    </section>
  );
}

function Row({
  row,
  scale,
  isWinner,
}: {
  row: RankedRow;
  scale: readonly [number, number];
  isWinner: boolean;
}) {
  const { rank, contender, ratio, interval95, reached, verdict } = row;
  return (
    <tr data-default={row.isDefault || undefined} data-winner={isWinner || undefined}>
      <td className="num">{rank}</td>
      <th scope="row" title={contender}>
        {contenderLabel(contender)}
        {row.isDefault && <span className="quiet"> · defaults</span>}
      </th>
      <td className="num">{ratio.toFixed(3)}×</td>
      <td className="num">
        <span className="interval">
          {interval95.map((bound) => bound.toFixed(3)).join('–')}
          <Interval ratio={ratio} interval95={interval95} scale={scale} />
        </span>
      </td>
      <td>
        {reached}
        {verdict && <span className={TONES[verdict] ?? 'quiet'}> {verdict}</span>}
      </td>
    </tr>
  );
}

/** The interval as a line and the ratio as a dot, on a scale that all rows share; the rule is at 1. */
function Interval({
  ratio,
  interval95: [low, high],
  scale: [least, most],
}: Pick<RankedRow, 'ratio' | 'interval95'> & { scale: readonly [number, number] }) {
  const at = (value: number) => {
    const share = (value - least) / (most - least || 1);
    return 4 + Math.min(1, Math.max(0, share)) * (BAR_PX - 8);
  };
  return (
    <svg width={BAR_PX} height={12} aria-hidden="true" className="interval-bar">
      <line x1={at(1)} x2={at(1)} y1={0} y2={12} stroke="var(--line-strong)" />
      <line x1={at(low)} x2={at(high)} y1={6} y2={6} stroke="var(--text-3)" />
      <circle cx={at(ratio)} cy={6} r={2.5} fill={ratio < 1 ? 'var(--heat-less-ink)' : 'var(--text-2)'} />
    </svg>
  );
}
