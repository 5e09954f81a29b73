import { type ReactNode, useId, useState } from 'react';
import type { EditedLaunch, OpenedPass } from '../../../electron/ipc/edit/edit-schema.ts';
import { launchAt } from '../../model/copy.ts';
import { extentLabel } from '../../model/kernel-view.ts';
import type { Editing } from '../../state/edit-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Disclosure } from '../../widgets/disclosure.tsx';

/** An im2col has a pass for each image: more than anybody edits by hand. */
const MOST_PASSES = 8;
const LARGEST = 0xffff_ffff;
const AXES = ['x', 'y', 'z'] as const;

/** Grid and threadgroup of each pass of the shown text, which can be edited, and its constants. */
export function LaunchFields({ editing: { cell, changes, shown } }: { editing: Editing }) {
  const setLaunch = useWorkbench((state) => state.setLaunch);
  const passes = cell.passes
    .map((pass, index) => ({ pass, index }))
    .filter(({ pass }) => pass.text === shown);
  const [first] = passes;
  if (!first) return null;
  const { grid, threadsPerThreadgroup } = launchAt(first.pass, first.index, changes.launches);
  const isChanged = passes.some(({ index }) => changes.launches[index] !== undefined);
  const hint = `${extentLabel(grid)} of ${extentLabel(threadsPerThreadgroup)}${isChanged ? ', edited' : ''}`;
  return (
    <Disclosure label="Launch" hint={hint} errors={0} testId="launch">
      {passes.slice(0, MOST_PASSES).map(({ pass, index }) => (
        <LaunchOf
          key={index}
          pass={pass}
          launch={launchAt(pass, index, changes.launches)}
          onChange={(launch) => setLaunch(index, launch)}
        />
      ))}
      {passes.length > MOST_PASSES && <p className="quiet">And {passes.length - MOST_PASSES} more passes.</p>}
    </Disclosure>
  );
}

interface LaunchOfProps {
  pass: OpenedPass;
  launch: EditedLaunch;
  onChange(launch: EditedLaunch): void;
}

function LaunchOf({ pass, launch, onChange }: LaunchOfProps) {
  const { grid, threadsPerThreadgroup } = launch;
  const constants = Object.entries(pass.constants).map(([index, { value }]) => `${index}: ${value}`);
  return (
    <fieldset className="launch">
      <legend className="mono">{pass.functionName}</legend>
      <Extent
        label={pass.gridThreads ? 'Threads' : 'Threadgroups'}
        value={grid}
        onChange={(next) => onChange({ ...launch, grid: next })}
      />
      <Extent
        label="Threads per threadgroup"
        value={threadsPerThreadgroup}
        onChange={(next) => onChange({ ...launch, threadsPerThreadgroup: next })}
      />
      {constants.length > 0 && <Row label="Constants">{constants.join(', ')}</Row>}
    </fieldset>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="launch-row">
      <span>{label}</span>
      <span className="num">{children}</span>
    </div>
  );
}

type Extent3 = EditedLaunch['grid'];

function Extent({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Extent3;
  onChange(next: Extent3): void;
}) {
  return (
    <div className="launch-row">
      <span>{label}</span>
      <span className="launch-extent">
        {AXES.map((axis, index) => (
          <Count
            key={axis}
            label={`${label}, ${axis}`}
            value={value[index] as number}
            onChange={(count) => onChange(value.map((old, at) => (at === index ? count : old)) as Extent3)}
          />
        ))}
      </span>
    </div>
  );
}

/** A whole number; other text is kept in the field, and changes nothing. */
function Count({ label, value, onChange }: { label: string; value: number; onChange(count: number): void }) {
  const [text, setText] = useState(String(value));
  const id = useId();
  const count = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  const isValid = count >= 1 && count <= LARGEST;
  // What was changed from elsewhere, such as by "revert".
  const [before, setBefore] = useState(value);
  if (value !== before) {
    setBefore(value);
    if (count !== value) setText(String(value));
  }
  return (
    <input
      id={id}
      className="field num"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={!isValid}
      title={isValid ? label : `${label}: expected a whole number from 1 to ${LARGEST}`}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        const next = /^\d+$/.test(target.value.trim()) ? Number(target.value) : Number.NaN;
        if (next >= 1 && next <= LARGEST) onChange(next);
      }}
    />
  );
}
