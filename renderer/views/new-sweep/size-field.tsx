import { useId } from 'react';
import { extentNames, familyOf, type Problem } from '../../../kernels/index.ts';
import { sizeLabel } from '../../model/problem-size.ts';
import { readText } from '../../model/sweep-cost.ts';
import { useWorkbench } from '../../state/store.ts';

interface SizeFieldProps {
  error: string | undefined;
  /** What was read; none if there is a mistake here or in the options. */
  problems: readonly Problem[];
  onSubmit(): void;
}

/** Sizes as they are typed or pasted, with what was read of them. */
export function SizeField({ error, problems, onSubmit }: SizeFieldProps) {
  const sizes = useWorkbench((state) => state.form.sizes);
  const op = useWorkbench((state) => state.form.op);
  const setForm = useWorkbench((state) => state.setForm);
  const hintId = useId();
  const extents = extentNames(familyOf({ op } as Problem), 'x');
  return (
    <div className="form-row">
      <label className="label" htmlFor="sweep-sizes">
        Sizes
      </label>
      <textarea
        id="sweep-sizes"
        // What a new sweep most often differs in.
        data-first
        rows={2}
        className="field sizes mono"
        data-testid="sizes"
        value={sizes}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== undefined}
        aria-describedby={hintId}
        onChange={(event) => setForm({ sizes: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onSubmit();
        }}
      />
      <p
        id={hintId}
        className="hint"
        data-tone={error ? 'bad' : undefined}
        data-testid="sizes-hint"
        role="status"
      >
        {error ?? (problems.length > 0 ? readText(problems, sizeLabel) : 'Correct the options below.')}
      </p>
      <p className="hint">
        64, 64:512:64, 64:512:pow2, {extents}, m=64:512:64,n=4m — or paste a column, a table or a list.
      </p>
    </div>
  );
}
