import type { Settings } from './types.ts';

/** The settings before anybody changes them. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  letterKeys: true,
  notifications: true,
  layout: {},
};
