import { useMemo } from 'react';
import { defaultsFrom } from '../../../electron/ipc/tune/adoption.ts';
import { adoptionsOf, adoptionsText } from '../../../electron/ipc/tune/adoption-text.ts';
import { type ParameterValue, sharedParameters, targetOf } from '../../../kernels/index.ts';
import type { FormCheck } from '../../model/form.ts';
import { tunedValues } from '../../model/tuned-values.ts';
import { adoptedOn } from '../../model/tuning.ts';
import { useWorkbench } from '../../state/store.ts';

interface ParameterChipsProps extends Pick<FormCheck, 'contenders' | 'problems'> {
  errors: FormCheck['parameterErrors'];
}

/**
 * The choices of each parameter of the generated contenders: each one that is chosen makes contenders of its own. Until
 * one is, those that are tuned for the sizes are ghosted.
 */
export function ParameterChips({ errors, contenders, problems }: ParameterChipsProps) {
  const variation = useWorkbench((state) => state.form.variation);
  const setForm = useWorkbench((state) => state.setForm);
  const device = useWorkbench(({ devices, form }) => devices.find(({ id }) => id === form.device));
  const adopted = useWorkbench(({ tuner }) => adoptedOn(tuner, device));
  const used = useMemo(
    () => adoptionsText(adoptionsOf(adopted, { problems: [...problems], contenders: [...contenders] })),
    [adopted, problems, contenders],
  );
  const parameters = useMemo(() => Object.entries(sharedParameters(contenders)), [contenders]);
  const tuned = useMemo(
    () => tunedValues(contenders, problems, device ? targetOf(device) : 'cpu', defaultsFrom(adopted)),
    [contenders, problems, device, adopted],
  );
  if (parameters.length === 0) return <p className="hint">None of the chosen contenders has parameters.</p>;
  const isVaried = Object.values(variation).some(Boolean);
  return (
    <div className="parameters" data-testid="parameters">
      <p className="hint">Defaults: {used ?? 'tuned'}</p>
      {parameters.map(([name, { label, choices }]) => (
        <ParameterRow
          key={name}
          label={label}
          choices={inOrder(choices)}
          chosen={listOf(variation[name])}
          tuned={tuned.get(name)}
          error={errors[name]}
          onChoose={(chosen) => setForm({ variation: { ...variation, [name]: chosen.join(',') } })}
        />
      ))}
      {isVaried && (
        <button type="button" className="chip" onClick={() => setForm({ variation: {} })}>
          Back to the tuned values
        </button>
      )}
    </div>
  );
}

interface ParameterRowProps {
  label: string;
  choices: readonly ParameterValue[];
  chosen: readonly string[];
  tuned: ReadonlySet<ParameterValue> | undefined;
  error: string | undefined;
  onChoose(chosen: readonly string[]): void;
}

function ParameterRow({ label, choices, chosen, tuned, error, onChoose }: ParameterRowProps) {
  const known = choices.map(String);
  // A saved sweep may name values that no contender has any more.
  const texts = [...known, ...chosen.filter((text) => !known.includes(text))];
  const toggle = (text: string) =>
    onChoose(texts.filter((one) => (one === text ? !chosen.includes(one) : chosen.includes(one))));
  return (
    <fieldset className="parameter" aria-label={label}>
      <span className="label" aria-hidden="true">
        {label}
      </span>
      <span className="chips">
        {texts.map((text, index) => {
          const isTuned = tuned?.has(choices[index] as ParameterValue) ?? false;
          return (
            <button
              key={text}
              type="button"
              className="chip num"
              aria-pressed={chosen.includes(text)}
              data-ghost={(isTuned && chosen.length === 0) || undefined}
              title={isTuned ? `Tuned for these sizes: ${text}` : undefined}
              onClick={() => toggle(text)}
            >
              {text}
            </button>
          );
        })}
      </span>
      {error && (
        <span className="hint" data-tone="bad">
          {error}
        </span>
      )}
    </fieldset>
  );
}

/** Numbers by size: tables of several contenders may have them in other orders. */
function inOrder(choices: readonly ParameterValue[]): readonly ParameterValue[] {
  return choices.every((choice) => typeof choice === 'number') ? choices.toSorted((a, b) => a - b) : choices;
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}
