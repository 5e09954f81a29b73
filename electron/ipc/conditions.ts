import type { CellConditions, Conditions } from './types.ts';

/** Its work shares the host's GPU, which it does not see, with other machines. */
const VIRTUAL_GPU = 'virtual GPU';

/** From the best to the worst. */
const RANKS: { readonly [N in keyof Conditions]: readonly Conditions[N][] } = {
  thermalState: [null, 'nominal', 'fair', 'serious', 'critical'],
  lowPowerMode: [null, false, true],
  powerSource: [null, 'mains', 'ups', 'battery'],
};

/** The worse of two in each respect; what one of them does not know is taken from the other. */
export function worseConditions(a: Conditions, b: Conditions): Conditions {
  const worse = <N extends keyof Conditions>(name: N): Conditions[N] => {
    const ranks = RANKS[name];
    return ranks.indexOf(a[name]) > ranks.indexOf(b[name]) ? a[name] : b[name];
  };
  return {
    thermalState: worse('thermalState'),
    lowPowerMode: worse('lowPowerMode'),
    powerSource: worse('powerSource'),
  };
}

/** Why a measurement may be unreliable, "virtual GPU, on battery"; null when nothing is against it. */
export function doubtOf(conditions: CellConditions | null): string | null {
  if (!conditions) return null;
  const { thermalState, lowPowerMode, powerSource, virtualGpu } = conditions;
  const doubts = [
    ...(virtualGpu ? [VIRTUAL_GPU] : []),
    ...(thermalState === 'serious' || thermalState === 'critical' ? [`thermal state ${thermalState}`] : []),
    ...(lowPowerMode ? ['low-power mode'] : []),
    ...(powerSource === 'battery' ? ['on battery'] : []),
  ];
  return doubts.join(', ') || null;
}

/** "thermal state nominal, on mains": everything known, as a line of text. */
export function describeConditions(conditions: CellConditions): string {
  const { thermalState, lowPowerMode, powerSource, virtualGpu } = conditions;
  const known = [
    ...(virtualGpu ? [VIRTUAL_GPU] : []),
    ...(thermalState ? [`thermal state ${thermalState}`] : []),
    ...(lowPowerMode ? ['low-power mode'] : []),
    ...(powerSource ? [`on ${powerSource === 'ups' ? 'UPS' : powerSource}`] : []),
  ];
  return known.join(', ') || 'thermal state not available here';
}
