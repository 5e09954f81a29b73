import { DEFAULT_SETTINGS } from '../ipc/default-settings.ts';
import { settingsSchema } from '../ipc/request-schemas.ts';
import type { Settings } from '../ipc/types.ts';
import type { RunStore } from '../store/run-store.ts';

const KEY = 'settings';

/** The settings as they were left; the defaults if another version left something unreadable. */
export function readSettings(store: RunStore): Settings {
  const parsed = settingsSchema.safeParse(store.remembered(KEY));
  return parsed.success ? parsed.data : DEFAULT_SETTINGS;
}

/** Changes some settings and returns all of them. */
export function writeSettings(store: RunStore, change: Partial<Settings>): Settings {
  const settings = { ...readSettings(store), ...change };
  store.remember(KEY, settings);
  return settings;
}
