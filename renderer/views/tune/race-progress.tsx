import { formatElapsed } from '../../../electron/ipc/figures.ts';
import type { TuneProgress } from '../../../electron/ipc/tune/tune-request.ts';
import { contenderLabel } from '../../../kernels/index.ts';

/** How far the race is: heat, candidates left, leader, and budget left. */
export function RaceProgress({ progress }: { progress: TuneProgress }) {
  const { sizeClass, kind, heat, contenders, left, leader, spentMs, budgetMs, activity } = progress;
  const facts: [name: string, text: string][] = [
    ['Heat', `${heat}, ${kind === 'final' ? 'a final' : 'a screen'} of ${sizeClass}`],
    ['Still racing', `${left} of ${contenders}`],
    ['Leader', leader ? `${contenderLabel(leader.contender)}, ${leader.ratio.toFixed(3)}×` : 'none yet'],
    ['Budget left', formatElapsed(Math.max(0, budgetMs - spentMs))],
  ];
  return (
    <section className="race" aria-label="Progress of the race" data-testid="race">
      <progress value={Math.min(1, spentMs / budgetMs)} max={1} aria-label="Budget spent" />
      <dl>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num truncate" title={text}>
              {text}
            </dd>
          </div>
        ))}
      </dl>
      <p className="quiet truncate">{activity}</p>
    </section>
  );
}
