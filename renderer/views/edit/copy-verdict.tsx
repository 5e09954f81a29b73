import { sizeLabel } from '../../../kernels/index.ts';
import { copyText, judgedText, type VerdictText } from '../../model/copy.ts';
import type { Editing, Trial } from '../../state/edit-slice.ts';
import { useWorkbench } from '../../state/store.ts';

/** How the copy did beside its original when it was timed last, or how far that is. */
export function CopyVerdict({ editing: { trial, changes } }: { editing: Editing }) {
  const activity = useWorkbench(({ progress }) =>
    progress?.runId === trial?.runId ? progress?.activity : '',
  );
  if (!trial) return null;
  const { verdict, failure } = trial;
  const isOld = changes.texts !== trial.changes.texts || changes.launches !== trial.changes.launches;
  return (
    <div className="copy-verdict" role="status" data-testid="copy-verdict">
      {failure && <Sentence text={{ word: 'NOT MEASURED', tone: 'bad', detail: failure.message }} />}
      {!failure && !verdict && <p className="quiet">Measuring: {activity || 'starting'}</p>}
      {verdict && <Verdicts verdict={verdict} scope={trial.scope} />}
      {verdict && isOld && <p className="quiet">Of the copy before it was edited again.</p>}
    </div>
  );
}

function Verdicts({ verdict, scope }: { verdict: NonNullable<Trial['verdict']>; scope: Trial['scope'] }) {
  const { copies, cells, overall, failure } = verdict;
  const rows = copies.map((copy) => {
    const size = sizeLabel(copy.problem);
    const judged = cells.find(({ problem }) => sizeLabel(problem) === size);
    return { size, text: copyText(copy, judged) };
  });
  const [first] = rows;
  const [all] = overall;
  return (
    <>
      {failure && <p data-tone="bad">{failure.message}</p>}
      {scope === 'cell' && first && <Sentence text={first.text} />}
      {scope === 'run' && all && (
        <Sentence text={judgedText(all)} note={`geometric mean of ${all.sizes} sizes`} />
      )}
      {scope === 'run' && (
        <ul className="copy-verdicts num" aria-label="By size">
          {rows.map(({ size, text }) => (
            <li key={size} title={text.detail}>
              <span>{size}</span>
              <strong data-tone={text.tone}>{text.word}</strong>
              <span className="quiet truncate">{text.detail}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Sentence({ text: { word, tone, detail }, note }: { text: VerdictText; note?: string }) {
  return (
    <p className="copy-sentence">
      <strong data-tone={tone}>{word}</strong> <span className="num">{detail}</span>
      {note && <span className="quiet"> {note}</span>}
    </p>
  );
}
