import { type KeyboardEvent, type RefObject, useEffect } from 'react';

/** Where each key leads in a bar of so many controls; arrows go round. */
const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/**
 * Makes the buttons of a bar one tab stop, moved with the arrow keys: https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/
 * Returns what handles its keys.
 */
export function useRovingToolbar(bar: RefObject<HTMLElement | null>): (event: KeyboardEvent) => void {
  // The buttons are those of any components inside, which come and go.
  useEffect(() => {
    const buttons = buttonsOf(bar.current);
    const current = buttons.find((button) => button.tabIndex === 0) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  });
  return (event) => {
    const step = STEPS[event.key];
    const buttons = buttonsOf(bar.current);
    const at = buttons.indexOf(event.target as HTMLElement);
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[step(at, buttons.length)];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next?.focus();
  };
}

function buttonsOf(bar: HTMLElement | null): HTMLElement[] {
  return [...(bar?.querySelectorAll<HTMLElement>('button:not([role="menuitem"], :disabled)') ?? [])];
}
