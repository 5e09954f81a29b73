import { labelParts } from '../../model/contender-style.ts';
import type { Box } from '../../model/plot-scale.ts';
import { MarkerShape } from '../../widgets/marker.tsx';
import { fitted } from '../fitted.ts';

/** The names of contenders in one row, at the head of a box. */
export function ContenderRow({ box, contenders }: { box: Box; contenders: readonly string[] }) {
  const step = Math.min(220, box.width / Math.max(1, contenders.length));
  return contenders.map((contender, index) => {
    const { label, parameters } = labelParts(contender.split('|')[0] ?? contender);
    return (
      <g key={contender} transform={`translate(${box.x + index * step} ${box.y + 10})`}>
        <g transform="scale(1.2)">
          <MarkerShape contender={contender} x={5} y={0} />
        </g>
        <text x={18} y={4} fontSize={12} fill="var(--text)">
          {fitted([label, parameters].filter(Boolean).join(' '), step - 26, 12)}
        </text>
      </g>
    );
  });
}
