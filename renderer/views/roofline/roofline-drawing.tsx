import { memo } from 'react';
import type { FramePlace } from '../../model/frame-axis.ts';
import { apartDots, type Roofline, roofPath } from '../../model/roofline.ts';
import { MarkerShape } from '../../widgets/marker.tsx';

interface RooflineDrawingProps {
  picture: Roofline;
  place: FramePlace;
}

/** Between a roof and its label, in pixels. */
const GAP = 5;

/** The roofs with their labels, and a mark for each cell. Redrawn when cells change, not as the pointer moves. */
export const RooflineDrawing = memo(function RooflineDrawing({ picture, place }: RooflineDrawingProps) {
  const { roofs, dots, x } = picture;
  return (
    <>
      {roofs.map((roof) => {
        const path = roofPath(roof, roofs, picture, place);
        return (
          path && (
            <g key={roof.label} data-testid="roof-line">
              <path d={path} fill="none" stroke="var(--text-2)" strokeDasharray="6 4" />
              {roof.isSlope ? (
                <SlopeLabel roof={roof} path={path} />
              ) : (
                <text
                  className="roof-label"
                  x={place.x(x.domain[1]) - GAP}
                  y={place.y(roof.at(1)) - GAP}
                  fontSize={11}
                  textAnchor="end"
                  fill="var(--text-2)"
                >
                  {roof.label}
                </text>
              )}
            </g>
          )
        );
      })}
      <g data-testid="roofline-dots">
        {apartDots(dots, place).map(({ problem, contender, intensity, gflops, doubtful }) => (
          <MarkerShape
            key={`${problem}|${contender}`}
            contender={contender}
            x={place.x(intensity)}
            y={place.y(gflops)}
            hollow={doubtful}
          />
        ))}
      </g>
    </>
  );
});

/** The label of a bandwidth, along its line. */
function SlopeLabel({ roof, path }: { roof: Roofline['roofs'][number]; path: string }) {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = path.slice(1).split(/[ L]/).map(Number);
  const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  return (
    <text
      className="roof-label"
      transform={`translate(${(x1 + x2) / 2} ${(y1 + y2) / 2}) rotate(${angle})`}
      y={-GAP}
      fontSize={11}
      textAnchor="middle"
      fill="var(--text-2)"
    >
      {roof.label}
    </text>
  );
}
