import { PANES, type Pane } from '../../model/panes.ts';

/** Where the focus goes in a pane: what was last used there, else its first control; in this order. */
const TARGETS: Readonly<Record<Pane, readonly string[]>> = {
  navigator: ['.navigator-rows [tabindex="0"]', 'input'],
  chart: ['[role="radio"][tabindex="0"]', 'button:not([tabindex="-1"])'],
  table: ['td [tabindex="0"]', 'thead [tabindex="0"]'],
  msl: ['.cm-content', 'button:not([tabindex="-1"])'],
  drawer: ['[role="tab"][tabindex="0"]'],
};

/** Moves the focus to the pane after the one that has it, or before it; to the first one if none has it. */
export function focusPane(delta: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) =>
    pane.checkVisibility(),
  );
  panes.sort((a, b) => orderOf(a) - orderOf(b));
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next =
    panes[at < 0 ? (delta > 0 ? 0 : panes.length - 1) : (at + delta + panes.length) % panes.length];
  if (!next) return;
  const selectors = TARGETS[next.dataset.pane as Pane];
  const target = selectors.map((selector) => next.querySelector<HTMLElement>(selector)).find(Boolean);
  (target ?? next).focus();
}

function orderOf(pane: HTMLElement): number {
  return PANES.indexOf(pane.dataset.pane as Pane);
}

/** The pane that has the focus; null if none has. */
export function focusedPane(): Pane | null {
  const pane = document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset.pane;
  return PANES.find((known) => known === pane) ?? null;
}
