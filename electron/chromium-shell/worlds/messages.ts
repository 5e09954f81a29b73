/** What the page's isolated world tells the shell. `args` and `value` are in wire format. */
export type FromWorld =
  | { kind: 'invoke'; id: number; channel: string; args: string }
  | { kind: 'send'; channel: string; args: string }
  | { kind: 'accelerator'; index: number }
  | { kind: 'window'; bounds: Bounds; focused: boolean }
  | { kind: 'colour-scheme'; dark: boolean }
  | { kind: 'dropped'; count: number }
  | { kind: 'path'; id: number; path: string | null };

/** What the shell tells the page's isolated world. */
export type ToWorld =
  | { kind: 'reply'; id: number; ok: boolean; value: string }
  | { kind: 'event'; channel: string; args: string }
  /** Of the files that were dropped last. */
  | { kind: 'paths'; paths: string[] }
  | { kind: 'accelerators'; keys: KeyCombination[] }
  | { kind: 'ask-path'; id: number; title: string; suggestion: string; button: string };

/** The property of the isolated world that has the files that were dropped last, for the shell. */
export const DROPPED_FILES = 'droppedFiles';

export type Send = (message: FromWorld) => void;
export type Listen = (take: (message: ToWorld) => void) => void;

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A key press as the page sees it: `KeyboardEvent.key` in lower case, and the modifiers. */
export interface KeyCombination {
  key: string;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  alt: boolean;
}
