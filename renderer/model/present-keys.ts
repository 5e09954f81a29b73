import type { TimerChange } from '../../electron/ipc/story.ts';

/** The keys of a presentation, as KeyboardEvent.key in lower case; those of clickers are among them. */
export const PRESENT_KEYS = [
  { action: 'next', keys: ['arrowright', 'arrowdown', 'pagedown', ' ', 'enter'], label: 'Next step' },
  { action: 'previous', keys: ['arrowleft', 'arrowup', 'pageup', 'backspace'], label: 'Previous step' },
  { action: 'first', keys: ['home'], label: 'First slide' },
  { action: 'last', keys: ['end'], label: 'Last slide' },
  { action: 'blank', keys: ['b', '.'], label: 'Blank the screen, or show the slide again' },
  { action: 'notes', keys: ['n'], label: 'Open the speaker’s notes' },
  { action: 'live', keys: ['l'], label: 'Measure what the slide shows' },
  { action: 'end', keys: ['escape'], label: 'End the presentation' },
] as const satisfies readonly { action: string; keys: readonly string[]; label: string }[];

export type PresentAction = (typeof PRESENT_KEYS)[number]['action'];

/** The keys of the timer in the window with the speaker's notes, as KeyboardEvent.key in lower case. */
export const TIMER_KEYS = { toggle: 'p', reset: 'r' } as const satisfies Record<TimerChange, string>;

/** What a key does in a presentation; undefined if nothing. */
export function presentAction(key: string): PresentAction | undefined {
  const name = key.toLowerCase();
  return PRESENT_KEYS.find(({ keys }) => keys.some((one) => one === name))?.action;
}

/** How a key changes the timer; undefined if not at all. */
export function timerChange(key: string): TimerChange | undefined {
  const changes = Object.keys(TIMER_KEYS) as TimerChange[];
  return changes.find((change) => TIMER_KEYS[change] === key.toLowerCase());
}
