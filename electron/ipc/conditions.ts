import { formatItems, formatPercent } from './figures.ts';
import type { CellConditions, Conditions } from './types.ts';

/** Its work shares the host's GPU, which it does not see, with other machines. */
const VIRTUAL_GPU = 'virtual GPU';

/**
 * The share of the processors that others may use. What they use is missing from contenders that run on all of them, so
 * beyond a tenth these are off by twice what the method usually lets their times spread; one busy process uses an eighth
 * of eight processors. Readings are off by 4 % at worst, and the window draws with less than that where it is hardware
 * that draws.
 */
const MAX_BUSY_SHARE = 0.1;

/** From the best to the worst. */
const RANKS: { readonly [N in keyof Conditions]: readonly Conditions[N][] } = {
  thermalState: [null, 'nominal', 'fair', 'serious', 'critical'],
  lowPowerMode: [null, false, true],
  powerSource: [null, 'mains', 'ups', 'battery'],
};

/** Of two figures, the worse. */
const WORSE = { busyShare: Math.max, runQueue: Math.max, clockMhz: Math.min } as const;
type Figure = keyof typeof WORSE;

/** The worse of two in each respect; what one of them does not know is taken from the other. */
export function worseConditions(a: CellConditions, b: CellConditions): CellConditions {
  const worse = <N extends keyof Conditions>(name: N): Conditions[N] => {
    const ranks = RANKS[name];
    return ranks.indexOf(a[name]) > ranks.indexOf(b[name]) ? a[name] : b[name];
  };
  const figures = (Object.keys(WORSE) as Figure[]).flatMap((name) => {
    if (a[name] === undefined && b[name] === undefined) return [];
    const known = [a[name], b[name]].filter((value) => value != null);
    return [[name, known.length > 0 ? WORSE[name](...known) : null] as const];
  });
  return {
    thermalState: worse('thermalState'),
    lowPowerMode: worse('lowPowerMode'),
    powerSource: worse('powerSource'),
    ...((a.virtualGpu || b.virtualGpu) && { virtualGpu: true }),
    ...Object.fromEntries(figures),
  };
}

/** "others used 31% of the processors" if that is too much for a measurement, otherwise null. */
export function busyDoubt(busyShare: number | null | undefined): string | null {
  if (busyShare == null || busyShare <= MAX_BUSY_SHARE) return null;
  return `others used ${formatPercent(busyShare, 0)} of the processors`;
}

/** Why a figure may be off, in short, and with figures where there are any. */
export interface Doubt {
  readonly cause: string;
  readonly detail?: string;
}

/** What is against measurements under such conditions. */
export function doubtsAbout(conditions: CellConditions): Doubt[] {
  const { thermalState, lowPowerMode, powerSource, virtualGpu, busyShare } = conditions;
  const busy = busyDoubt(busyShare);
  return [
    ...(virtualGpu ? [{ cause: VIRTUAL_GPU }] : []),
    ...(thermalState === 'serious' || thermalState === 'critical'
      ? [{ cause: `thermal state ${thermalState}` }]
      : []),
    ...(lowPowerMode ? [{ cause: 'low-power mode' }] : []),
    ...(powerSource === 'battery' ? [{ cause: 'on battery' }] : []),
    ...(busy ? [{ cause: 'machine busy', detail: busy }] : []),
  ];
}

/** Doubts as a line of text, "virtual GPU, machine busy: others used 31% of the processors"; null if there are none. */
export function doubtText(doubts: readonly Doubt[]): string | null {
  return doubts.map(({ cause, detail }) => (detail ? `${cause}: ${detail}` : cause)).join(', ') || null;
}

/** Why measurements under such conditions may be unreliable; null when nothing is against them. */
export function doubtOf(conditions: CellConditions | null): string | null {
  return conditions && doubtText(doubtsAbout(conditions));
}

/** "thermal state nominal, on mains, others used 3% of the processors": everything known, as a line of text. */
export function describeConditions(conditions: CellConditions): string {
  const { thermalState, lowPowerMode, powerSource, virtualGpu } = conditions;
  const { busyShare, runQueue, clockMhz } = conditions;
  const known = [
    ...(virtualGpu ? [VIRTUAL_GPU] : []),
    ...(thermalState ? [`thermal state ${thermalState}`] : []),
    ...(lowPowerMode ? ['low-power mode'] : []),
    ...(powerSource ? [`on ${powerSource === 'ups' ? 'UPS' : powerSource}`] : []),
    ...(busyShare == null ? [] : [`others used ${formatPercent(busyShare, 0)} of the processors`]),
    ...(runQueue ? [`${formatItems(runQueue, 'other thread')} ready to run`] : []),
    ...(clockMhz ? [`clock ${(clockMhz / 1000).toFixed(2)} GHz`] : []),
  ];
  return known.join(', ') || 'thermal state not available here';
}
