import { type RateUnit, rateUnitOf, typicalProblem } from '../../../electron/ipc/rate.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { figureLabels } from '../../model/figure-text.ts';
import { FIGURES, type Figure } from '../../model/rows.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Icon } from '../../widgets/icon.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { Menu } from '../../widgets/menu.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { PaneTools } from '../shell/pane.tsx';

/** What the table shows, beside which contender, and in which columns. */
export function TableBar({ run, reference }: { run: Run; reference: string | null }) {
  const figure = useWorkbench((state) => state.figure);
  const setFigure = useWorkbench((state) => state.setFigure);
  const { contenders, problems } = run.request;
  const labels = figureLabels(unitOf(problems), reference);
  const options = FIGURES.filter((one) => one !== 'ofReference' || reference !== null).map((value) => ({
    value,
    label: value === 'ofReference' ? 'Ratio' : labels[value].label,
    title: withKeys(labels[value].title, 'next-figure'),
  }));
  return (
    <header className="pane-header table-bar">
      <Segmented<Figure> label="Figure" value={figure} options={options} onChange={setFigure} />
      {reference !== null && <ReferenceChoice contenders={contenders} reference={reference} />}
      <span className="spacer" />
      <ColumnsMenu contenders={contenders} />
      <PaneTools pane="table" />
    </header>
  );
}

function unitOf(problems: Run['request']['problems']): RateUnit {
  return rateUnitOf(typicalProblem(problems));
}

interface ReferenceChoiceProps {
  contenders: readonly string[];
  reference: string;
}

function ReferenceChoice({ contenders, reference }: ReferenceChoiceProps) {
  const setReference = useWorkbench((state) => state.setReference);
  return (
    <label className="reference">
      <span className="quiet">against</span>
      <span className="select">
        <select
          className="field"
          aria-label="Reference contender"
          title={withKeys('The contender that the others are compared with', 'set-reference')}
          value={reference}
          onChange={(event) => setReference(event.target.value)}
        >
          {contenders.map((contender) => (
            <option key={contender} value={contender}>
              {contenderLabel(contender)}
            </option>
          ))}
        </select>
        <Icon name="chevronDown" size={12} />
      </span>
    </label>
  );
}

function ColumnsMenu({ contenders }: { contenders: readonly string[] }) {
  const hidden = useWorkbench((state) => state.hiddenColumns);
  const { toggleColumn, setColumnOrder } = useWorkbenchStore().getState();
  const isMoved = useWorkbench((state) => state.columnOrder.length > 0);
  const shown = contenders.filter((contender) => !hidden.includes(contender));
  return (
    <Menu
      label="Columns"
      icon="columns"
      items={[
        ...contenders.map((contender) => ({
          id: contender,
          label: contenderLabel(contender),
          checked: shown.includes(contender),
          // Of a table without columns nobody finds the way back.
          disabled: shown.length === 1 && shown[0] === contender,
          onChoose: () => toggleColumn(contender),
        })),
        {
          id: 'order',
          label: 'As in the sweep',
          disabled: !isMoved,
          onChoose: () => setColumnOrder([]),
        },
      ]}
    />
  );
}
