import { useEffect } from 'react';
import { STATES } from './states.ts';

const go = (id: string) => {
  location.hash = id;
};

/** The bar over the window that names the state and leads to the others; Alt with ← and → does, too. */
export function Stepper({ id }: { id: string }) {
  const at = STATES.findIndex((state) => state.id === id);
  const step = (delta: number) => go(STATES[(at + delta + STATES.length) % STATES.length]?.id ?? id);
  useEffect(() => {
    const onKeyDown = ({ altKey, key }: KeyboardEvent) => {
      const delta = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (altKey && delta) step(delta);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  });
  return (
    <nav className="stepper" aria-label="Gallery">
      <button type="button" aria-label="Previous state" onClick={() => step(-1)}>
        ←
      </button>
      <select aria-label="State" value={id} onChange={(event) => go(event.target.value)}>
        {STATES.map((state, index) => (
          <option key={state.id} value={state.id}>
            {index + 1}. {state.title}
          </option>
        ))}
      </select>
      <button type="button" aria-label="Next state" onClick={() => step(1)}>
        →
      </button>
    </nav>
  );
}
