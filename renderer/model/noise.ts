import { formatItems, formatMoment, formatPercent } from '../../electron/ipc/figures.ts';
import { CELL_CLASSES } from '../../electron/ipc/noise/cell-class.ts';
import {
  type ClassFloor,
  type KnownNoise,
  type NoiseFloor,
  noiseKey,
} from '../../electron/ipc/noise/noise-floor.ts';
import type { DeviceInfo, Run } from '../../electron/ipc/types.ts';

/** The noise floor of the device of a run; without a run, of a device of this machine. */
export function shownFloor(
  noise: KnownNoise | null,
  run: Run | null,
  device: DeviceInfo | undefined,
): NoiseFloor | undefined {
  if (!noise) return undefined;
  if (run) return noise.floors[noiseKey(run.environment)];
  return device && noise.floors[noiseKey({ device, machine: noise.machine })];
}

/** "Noise up to 2.1% in a run, 12.4% between runs": of the noisiest class of cells. */
export function floorText({ classes }: NoiseFloor): string {
  const floors = Object.values(classes);
  const paired = Math.max(...floors.map((floor) => floor.paired));
  const betweenRuns = Math.max(...floors.map((floor) => floor.betweenRuns));
  return `Noise up to ${differences({ paired, betweenRuns })}`;
}

/** What the figures mean, a line for each class of cells, and when they were measured. */
export function floorDetails({ classes, runs, measuredAt }: NoiseFloor): string {
  const known = CELL_CLASSES.filter((name) => name in classes);
  const lines = known.map((name) => {
    const floor = classes[name] as ClassFloor;
    return `${name}: ${differences(floor)} (${formatItems(floor.cells, 'cell')})`;
  });
  return [
    'Equal cells differ by more than this in 1 of 20 comparisons.',
    ...lines,
    `Measured ${formatMoment(measuredAt)}, in ${formatItems(runs, 'run')}`,
  ].join('\n');
}

function differences({ paired, betweenRuns }: Pick<ClassFloor, 'paired' | 'betweenRuns'>): string {
  return `${formatPercent(paired)} in a run, ${formatPercent(betweenRuns)} between runs`;
}
