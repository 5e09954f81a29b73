import { type FormEvent, useId, useMemo } from 'react';
import { formatItems } from '../../../electron/ipc/figures.ts';
import { isTunable } from '../../../electron/ipc/tune/tune-request.ts';
import {
  contendersOf,
  describeOn,
  extentNames,
  extentsLabel,
  FAMILIES,
  familyOf,
  optionsLabel,
  type Problem,
} from '../../../kernels/index.ts';
import { dtypesOf, refusal, toggled } from '../../model/form.ts';
import { checkTuneForm, type TuneFormCheck, tuneOperation } from '../../model/tune-form.ts';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { ContenderBox } from '../../widgets/contender-box.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { SelectField } from '../../widgets/select-field.tsx';

const TUNED = FAMILIES.filter(({ op }) => contendersOf(op).some(({ id }) => isTunable(id)));

/** Asks what is to be tuned, and for how long. */
export function NewTuning() {
  const form = useWorkbench((state) => state.tuneForm);
  const devices = useWorkbench((state) => state.devices);
  const busy = useWorkbench(isMeasuring);
  const { setTuneForm, setTuneView, startTuning } = useWorkbenchStore().getState();
  const check = useMemo(() => checkTuneForm(form, devices), [form, devices]);
  const { values } = form;
  const set = (change: Partial<typeof values>) => setTuneForm({ values: { ...values, ...change } });
  const close = () => setTuneView({ isAsking: false });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (check.request && !busy) void startTuning(check.request);
  };
  const family = familyOf({ op: values.op } as Problem);
  return (
    <Dialog label="New tuning" className="new-tuning" onClose={close}>
      <form onSubmit={submit} data-testid="tune-form">
        <h2>New tuning</h2>
        <div className="form-pair">
          <SelectField
            label="Operation"
            value={values.op}
            options={TUNED.map(({ op, label }) => ({ value: op, label }))}
            onChange={(op) => setTuneForm({ values: tuneOperation(values, op) })}
          />
          <SelectField
            label="Type"
            value={values.dtype}
            options={dtypesOf(family).map((value) => ({ value, label: value }))}
            onChange={(dtype) => set({ dtype })}
          />
        </div>
        <SelectField
          label="Device"
          value={values.device}
          options={devices.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(device) => set({ device })}
        />
        <TextField
          label="Sizes"
          testId="tune-sizes"
          value={values.sizes}
          error={check.errors.sizes ?? check.errors.options}
          hint={`Syntax: start:stop:step, lists, ${extentNames(family, 'x')}. ${optionsHint(check)}`}
          onChange={(sizes) => set({ sizes })}
        />
        <Contenders check={check} />
        <div className="form-pair">
          <TextField
            label="Budget in minutes"
            testId="tune-minutes"
            value={form.minutes}
            error={check.errors.minutes}
            onChange={(minutes) => setTuneForm({ minutes })}
          />
          <TextField
            label="Seed"
            value={form.seed}
            error={check.errors.seed}
            onChange={(seed) => setTuneForm({ seed })}
          />
        </div>
        <Classes check={check} minutes={Number(form.minutes)} />
        <footer className="dialog-tools">
          <Button onClick={close}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            icon="play"
            disabled={busy || check.request === null}
            title={
              busy ? 'Something is being measured. One at a time, so that nothing disturbs it.' : undefined
            }
            data-testid="start-tuning"
          >
            Start tuning
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The options that the problems have beside their sizes: those of the sweep that the form was opened from. */
function optionsHint({ problems: [first] }: TuneFormCheck): string {
  const options = first ? optionsLabel(first) : '';
  return options ? `Options of the sweep's form: ${options}.` : '';
}

/** The contenders that have parameters to tune. */
function Contenders({ check: { errors, problems } }: { check: TuneFormCheck }) {
  const { values } = useWorkbench((state) => state.tuneForm);
  const device = useWorkbench(({ devices }) => devices.find(({ id }) => id === values.device));
  const { setTuneForm } = useWorkbenchStore().getState();
  const known = contendersOf(values.op).filter(({ id }) => isTunable(id));
  const toggle = (id: string, isOn: boolean) => {
    const contenders = toggled(known, values.contenders, id, isOn);
    setTuneForm({ values: { ...values, contenders } });
  };
  return (
    <fieldset className="contender-choice">
      <legend className="label">Contenders</legend>
      {known.map(({ id, label, description }) => {
        const reason = device ? refusal(device, id, problems) : null;
        return (
          <ContenderBox
            key={id}
            description={describeOn(device, { id, description })}
            reason={reason}
            isChosen={values.contenders.includes(id)}
            onToggle={(isOn) => toggle(id, isOn)}
          >
            <span className="check-text">{label}</span>
          </ContenderBox>
        );
      })}
      {errors.contenders && (
        <p className="hint" data-tone="bad">
          {errors.contenders}
        </p>
      )}
    </fieldset>
  );
}

/** What is tuned apart, and how much of the budget each has. */
function Classes({ check: { classes }, minutes }: { check: TuneFormCheck; minutes: number }) {
  if (classes.length === 0) return null;
  const share = minutes > 0 ? `, ${(minutes / classes.length).toFixed(1)} minutes each` : '';
  return (
    <section className="tune-classes" aria-label="Classes of sizes">
      <p className="label">
        {formatItems(classes.length, 'class of sizes', 'classes of sizes')}
        {share}
      </p>
      <ul>
        {classes.map(({ name, problems }) => (
          <li key={name}>
            {name}{' '}
            <span className="quiet num">{problems.map((problem) => extentsLabel(problem)).join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  error?: string;
  hint?: string;
  testId?: string;
  onChange(value: string): void;
}

function TextField({ label, value, error, hint, testId, onChange }: TextFieldProps) {
  const hintId = useId();
  return (
    <div className="form-row">
      <label>
        <span className="label">{label}</span>
        <input
          className="field num"
          value={value}
          data-testid={testId}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={error !== undefined}
          aria-describedby={hintId}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <p id={hintId} className="hint" data-tone={error ? 'bad' : undefined} role="status">
        {error ?? hint}
      </p>
    </div>
  );
}
