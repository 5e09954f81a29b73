import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Conditions, Native } from '../types.ts';
import { addon } from './addon.ts';
import { codedAtOnce } from './validation.ts';

/** Where Linux lists the machine's power supplies. */
const SUPPLIES = '/sys/class/power_supply';

/** The kinds of supply that report `online`, in order of preference. */
const SOURCES = { Mains: 'mains', USB: 'mains', UPS: 'ups' } as const;

export const conditionMethods = {
  conditions: () =>
    codedAtOnce(() => addon().conditions()) ?? {
      thermalState: null,
      lowPowerMode: null,
      powerSource: linuxPowerSource(SUPPLIES),
    },

  beginActivity(reason) {
    const handle = codedAtOnce(() => addon().beginActivity(reason));
    return () => addon().release(handle);
  },
} satisfies Partial<Native>;

/** What powers the machine according to the files in `folder`; null if they do not say, as in most containers. */
export function linuxPowerSource(folder: string): Conditions['powerSource'] {
  const read = (supply: string, file: string) => readFileSync(join(folder, supply, file), 'utf8').trim();
  try {
    const supplies = readdirSync(folder).map((supply) => ({ supply, type: read(supply, 'type') }));
    for (const [kind, source] of Object.entries(SOURCES)) {
      if (supplies.some(({ supply, type }) => type === kind && read(supply, 'online') === '1')) return source;
    }
    return supplies.some(({ type }) => type === 'Battery') ? 'battery' : null;
  } catch {
    return null; // not Linux, or the files are not readable
  }
}
