import { contenderLabel, contendersOf, describeOn, type Problem } from '../../../kernels/index.ts';
import { refusal, toggled } from '../../model/form.ts';
import { useWorkbench } from '../../state/store.ts';
import { ContenderBox } from '../../widgets/contender-box.tsx';
import { Swatch } from '../../widgets/marker.tsx';

interface ContenderChoiceProps {
  error?: string;
  /** The problems of the form. */
  problems: readonly Problem[];
}

/** The contenders of the operation, with the reason for those that cannot be chosen: once below several with the same. */
export function ContenderChoice({ error, problems }: ContenderChoiceProps) {
  const form = useWorkbench((state) => state.form);
  const setForm = useWorkbench((state) => state.setForm);
  const device = useWorkbench(({ devices }) => devices.find(({ id }) => id === form.device));
  const own = contendersOf(form.op);
  // A saved sweep may name contenders with parameters of their own.
  const variants = form.contenders.filter((name) => own.every(({ id }) => id !== name));
  const known = [...own, ...variants.map((id) => ({ id, label: contenderLabel(id), description: id }))];
  const reasons = known.map(({ id }) => (device ? refusal(device, id, problems) : null));
  return (
    <fieldset className="contender-choice">
      <legend className="label">Contenders</legend>
      {known.map(({ id, label, description }, index) => {
        const reason = reasons[index] ?? null;
        return (
          <ContenderBox
            key={id}
            description={describeOn(device, { id, description })}
            reason={reason}
            isChosen={form.contenders.includes(id)}
            onToggle={(isOn) => setForm({ contenders: toggled(known, form.contenders, id, isOn) })}
          >
            <span className="check-text">
              <span className="truncate">{label}</span>
              {reason && reason !== reasons[index + 1] && <span className="hint">{reason}</span>}
            </span>
            <Swatch contender={id} width={22} />
          </ContenderBox>
        );
      })}
      {error && (
        <p className="hint" data-tone="bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
