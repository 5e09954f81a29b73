import { formatItems } from '../../../electron/ipc/figures.ts';
import { contenderLabel, extentsLabel } from '../../../kernels/index.ts';
import type { ClassRecord } from '../../model/parameter-map.ts';
import { leftOut } from '../../model/tuning.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { Importance } from './importance.tsx';
import { ParameterMap } from './parameter-map.tsx';
import { Ranking } from './ranking.tsx';

/** What was found for a class of sizes. */
export function ClassResult({ tuned }: { tuned: ClassRecord }) {
  const chosen = useWorkbench(({ tuneView }) => tuneView.contender);
  const { setTuneView, open } = useWorkbenchStore().getState();
  const { importance, final, problems, outcome } = tuned;
  const searched = importance.find(({ contender }) => contender === chosen) ?? importance[0];
  const last = final?.runs.at(-1);
  return (
    <div className="class-result">
      <p className="tune-outcome" data-testid="outcome">
        {outcome}{' '}
        <span className="quiet num">
          {formatItems(problems.length, 'size')}:{' '}
          {problems.map((problem) => extentsLabel(problem)).join(', ')}.
        </span>{' '}
        {last !== undefined && (
          <Button size="small" kind="plain" onClick={() => open(last)}>
            Show the final
          </Button>
        )}
      </p>
      <div className="class-columns">
        <Ranking tuned={tuned} />
        {searched && (
          <div className="class-parameters">
            {importance.length > 1 && (
              <Segmented
                label="Contender"
                value={searched.contender}
                options={importance.map(({ contender }) => ({
                  value: contender,
                  label: contenderLabel(contender),
                }))}
                onChange={(contender) => setTuneView({ contender, x: null, y: null })}
              />
            )}
            <ParameterMap tuned={tuned} searched={searched} />
            <Importance searched={searched} />
          </div>
        )}
      </div>
      <LeftOut tuned={tuned} />
    </div>
  );
}

/** What was refused, wrong, or failed, by the reason. */
function LeftOut({ tuned }: { tuned: ClassRecord }) {
  const groups = leftOut(tuned);
  if (groups.length === 0) return null;
  return (
    <section className="left-out" aria-label="Left out">
      <h3>Left out</h3>
      <ul>
        {groups.map(({ what, contenders, reason }) => (
          <li key={`${what} ${reason}`}>
            <details>
              <summary>
                <strong>{what}</strong>{' '}
                <span className="num">{formatItems(contenders.length, 'configuration')}</span>{' '}
                <span className="quiet">{reason}</span>
              </summary>
              <ul className="mono">
                {contenders.map((name) => (
                  <li key={name}>{name}</li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
