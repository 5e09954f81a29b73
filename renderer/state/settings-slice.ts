import type { StateCreator } from 'zustand';
import { DEFAULT_SETTINGS } from '../../electron/ipc/default-settings.ts';
import type { Settings } from '../../electron/ipc/types.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

type Theme = Settings['theme'];

/** The themes in the order of the switch. */
const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Theme[];

export interface SettingsSlice {
  settings: Settings;
  setTheme(theme: Theme): void;
  nextTheme(): void;
  /** Whether keys without a modifier are commands. */
  setLetterKeys(letterKeys: boolean): void;
  /** Whether the system tells of the end of what took long. */
  setNotifications(notifications: boolean): void;
  /** Saves the sizes of a group of panels, or another part of the layout, under its name. */
  rememberLayout(part: string, layout: unknown): void;
}

export const createSettingsSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], SettingsSlice> =>
  (set, get) => {
    const save = (change: Partial<Settings>) => {
      set(({ settings }) => ({ settings: { ...settings, ...change } }));
      if (source.kind === 'embedded') return;
      request(source, 'settings.set', change).catch((error) => get().notify(failureOf(error)));
    };
    return {
      settings: DEFAULT_SETTINGS,
      setTheme: (theme) => save({ theme }),
      nextTheme: () => {
        const next = (THEMES.indexOf(get().settings.theme) + 1) % THEMES.length;
        save({ theme: THEMES[next] });
      },
      setLetterKeys: (letterKeys) => save({ letterKeys }),
      setNotifications: (notifications) => save({ notifications }),
      rememberLayout: (part, layout) => save({ layout: { ...get().settings.layout, [part]: layout } }),
    };
  };

/** The saved sizes of a group, in percent by panel; undefined if there are none or the panels differ. */
export function layoutOf(
  settings: Settings,
  group: string,
  panels: readonly string[],
): Record<string, number> | undefined {
  const layout = settings.layout[group];
  if (typeof layout !== 'object' || layout === null) return undefined;
  const sizes = layout as Record<string, unknown>;
  const isComplete =
    panels.length === Object.keys(sizes).length && panels.every((id) => typeof sizes[id] === 'number');
  return isComplete ? (sizes as Record<string, number>) : undefined;
}
