import { type FormEvent, useId, useMemo } from 'react';
import { extentNames, FAMILIES, familyOf, type Problem } from '../../../kernels/index.ts';
import { adoptOperation, checkForm, dtypesOf } from '../../model/form.ts';
import { isChosen, presetFormsOf } from '../../model/preset-forms.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { useStartForm } from '../../state/sweep-actions.ts';
import { Button } from '../../widgets/button.tsx';
import { ContenderChoice } from './contender-choice.tsx';
import { MethodFields } from './method-fields.tsx';
import { OptionFields } from './option-fields.tsx';
import { ParameterFields } from './parameter-fields.tsx';
import { SaveChip, SavedSweeps } from './saved-sweeps.tsx';
import { SelectField } from './select-field.tsx';

const OPERATIONS = FAMILIES.map(({ op, label }) => ({ value: op, label }));

/** The form of a new sweep; every mistake is shown beside its field while it is typed. */
export function SweepForm() {
  const form = useWorkbench((state) => state.form);
  const setForm = useWorkbench((state) => state.setForm);
  const devices = useWorkbench((state) => state.devices);
  const saved = useWorkbench((state) => state.savedSweeps);
  const busy = useWorkbench(isMeasuring);
  const ready = useWorkbench((state) => state.arrived.devices);
  const start = useStartForm();
  const hintId = useId();
  const { errors, optionErrors, parameterErrors, problems, contenders, request } = useMemo(
    () => checkForm(form, devices),
    [form, devices],
  );
  const family = familyOf({ op: form.op } as Problem);
  const hasOptionErrors = Object.keys(optionErrors).length > 0 || errors.where !== undefined;
  // A saved sweep may be for a device that is not here.
  const isHere = devices.some(({ id }) => id === form.device) || devices.length === 0;
  const choices = isHere ? devices : [...devices, { id: form.device, name: form.device }];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start();
  };
  return (
    <form className="sweep-form" aria-label="New sweep" data-testid="sweep-form" onSubmit={submit}>
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
      {errors.device && ready && (
        <p className="hint" data-tone="bad">
          {errors.device}
        </p>
      )}

      <label className="form-row">
        <span className="label">Sizes</span>
        <textarea
          id="sweep-sizes"
          rows={1}
          className="field sizes mono"
          data-testid="sizes"
          value={form.sizes}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={errors.sizes !== undefined}
          aria-describedby={hintId}
          onChange={(event) => setForm({ sizes: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.metaKey || event.ctrlKey) return;
            event.preventDefault();
            start();
          }}
        />
      </label>
      <p
        id={hintId}
        className="hint"
        data-tone={errors.sizes ? 'bad' : undefined}
        data-testid="sizes-hint"
        role="status"
      >
        {errors.sizes ??
          (hasOptionErrors ? 'Check the options below.' : null) ??
          countLabel(
            problems.length,
            request?.contenders.length ?? contenders.length,
            extentNames(family, 'x'),
          )}
      </p>
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
      <SavedSweeps request={request} />

      <OptionFields errors={optionErrors} whereError={errors.where} problems={problems} />
      <ContenderChoice error={errors.contenders} problems={problems} />
      <ParameterFields errors={parameterErrors} contenders={contenders} problems={problems} />
      <MethodFields errors={errors} />
      <Button
        kind="primary"
        type="submit"
        icon="play"
        disabled={busy || request === null}
        title={busy ? 'Something is being measured. One at a time, so that nothing disturbs it.' : undefined}
        data-testid="run-sweep"
      >
        Run sweep
      </Button>
    </form>
  );
}

function countLabel(problems: number, contenders: number, extents: string): string {
  const sizes = problems === 1 ? '1 size' : `${problems} sizes`;
  const chosen = contenders === 1 ? '1 contender' : `${contenders} contenders`;
  return `${sizes} × ${chosen} = ${problems * contenders} cells. Syntax: start:stop:step, lists, ${extents}.`;
}
