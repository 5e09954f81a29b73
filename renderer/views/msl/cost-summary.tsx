import { COST_METHOD, costliest, costSummary, shareText } from '../../model/line-cost/cost-text.ts';
import type { LineCosts, NoLineCosts } from '../../model/line-cost/line-cost.ts';
import { Button } from '../../widgets/button.tsx';
import { showLine } from './code-commands.ts';

/** The lines that cost most, each of which can be gone to, or why they are not known. */
export function CostSummary({ costs }: { costs: LineCosts | NoLineCosts }) {
  return (
    <p className="line-costs quiet" data-testid="msl-cost" title={COST_METHOD}>
      <span>{costSummary(costs)}</span>
      {costliest(costs).map(([line, share]) => (
        <Button key={line} size="small" kind="plain" onClick={() => showLine(line)}>
          Line {line} <span className="num">{shareText(share)}</span>
        </Button>
      ))}
    </p>
  );
}
