import { type FormEvent, useMemo } from 'react';
import { FAMILIES, familyOf, type Problem } from '../../../kernels/index.ts';
import { adoptOperation, checkForm, dtypesOf } from '../../model/form.ts';
import { isChosen, presetFormsOf } from '../../model/preset-forms.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { useStartForm } from '../../state/sweep-actions.ts';
import { IconButton } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { SelectField } from '../../widgets/select-field.tsx';
import { ContenderChoice } from './contender-choice.tsx';
import { MethodFields } from './method-fields.tsx';
import { OptionFields } from './option-fields.tsx';
import { ParameterChips } from './parameter-chips.tsx';
import { SaveChip, SavedSweeps } from './saved-sweeps.tsx';
import { SheetFoot } from './sheet-foot.tsx';
import { SizeField } from './size-field.tsx';

const OPERATIONS = FAMILIES.map(({ op, label }) => ({ value: op, label }));

/** The sheet of a new sweep; every mistake is shown beside its field while it is typed. What is typed stays when it is closed. */
export function NewSweep() {
  const { setDialog } = useWorkbenchStore().getState();
  const close = () => setDialog(null);
  return (
    <Dialog label="New sweep" className="sheet" onClose={close}>
      <header className="pane-header">
        <h2>New sweep</h2>
        <span className="spacer" />
        <IconButton size="small" icon="cross" label={withKeys('Close', 'clear')} onClick={close} />
      </header>
      <SweepForm />
    </Dialog>
  );
}

/** The form of a sweep, with what it would take below it. */
export function SweepForm() {
  const form = useWorkbench((state) => state.form);
  const devices = useWorkbench((state) => state.devices);
  const start = useStartForm();
  const check = useMemo(() => checkForm(form, devices), [form, devices]);
  const { errors, optionErrors, parameterErrors, problems, contenders } = check;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start();
  };
  return (
    <form className="sweep-form" aria-label="New sweep" data-testid="sweep-form" onSubmit={submit}>
      <div className="sheet-body">
        <section className="sheet-column" aria-label="Problems">
          <Presets />
          <SavedSweeps request={check.request} />
          <Target error={errors.device} />
          <SizeField error={errors.sizes} problems={problems} onSubmit={start} />
          <OptionFields errors={optionErrors} whereError={errors.where} problems={problems} />
          <MethodFields errors={errors} />
        </section>
        <section className="sheet-column" aria-label="Contenders">
          <ContenderChoice error={errors.contenders} problems={problems} />
        </section>
        <section className="sheet-column" aria-label="Parameters">
          <h3 className="label">Parameters</h3>
          <ParameterChips errors={parameterErrors} contenders={contenders} problems={problems} />
        </section>
      </div>
      <SheetFoot check={check} />
    </form>
  );
}

function Presets() {
  const form = useWorkbench((state) => state.form);
  const setForm = useWorkbench((state) => state.setForm);
  const saved = useWorkbench((state) => state.savedSweeps);
  return (
    <fieldset className="chips" aria-label="Presets">
      {presetFormsOf(form, saved).map((preset) => (
        <button
          key={preset.name}
          type="button"
          className="chip"
          title={preset.hint}
          aria-pressed={isChosen(form, preset)}
          onClick={() => setForm(preset.change)}
        >
          {preset.name}
        </button>
      ))}
      <SaveChip />
    </fieldset>
  );
}

/** The operation, its data type, and the device. */
function Target({ error }: { error: string | undefined }) {
  const form = useWorkbench((state) => state.form);
  const setForm = useWorkbench((state) => state.setForm);
  const devices = useWorkbench((state) => state.devices);
  const ready = useWorkbench((state) => state.arrived.devices);
  const family = familyOf({ op: form.op } as Problem);
  // A saved sweep may be for a device that is not here.
  const isHere = devices.some(({ id }) => id === form.device) || devices.length === 0;
  const choices = isHere ? devices : [...devices, { id: form.device, name: form.device }];
  return (
    <>
      <div className="form-pair">
        <SelectField
          label="Operation"
          value={form.op}
          options={OPERATIONS}
          onChange={(op) => setForm(adoptOperation(form, op))}
        />
        <SelectField
          label="Type"
          value={form.dtype}
          options={dtypesOf(family).map((value) => ({ value, label: value }))}
          onChange={(dtype) => setForm({ dtype })}
        />
      </div>
      <SelectField
        label="Device"
        value={form.device}
        options={choices.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(device) => setForm({ device })}
      />
      {error && (
        <p className="hint" data-tone={ready ? 'bad' : undefined}>
          {ready ? error : 'Looking for devices…'}
        </p>
      )}
    </>
  );
}
