import { expect, test } from 'vitest';
import { type KnownNoise, type NoiseFloor, noiseKey } from '../../electron/ipc/noise/noise-floor.ts';
import { runOf } from './fixture/recorded-run.ts';
import { floorDetails, floorText, shownFloor } from './noise.ts';

const FLOOR: NoiseFloor = {
  measuredAt: '2026-01-02T03:04:05.678Z',
  runs: 4,
  classes: {
    'library, under 10 µs': { paired: 0.021, betweenRuns: 0.05, cells: 1 },
    'generated, 10 to 100 µs': { paired: 0.008, betweenRuns: 0.124, cells: 12 },
  },
};
const run = runOf([]);
const { device } = run.environment;
const here: KnownNoise = {
  machine: 'here',
  floors: { [noiseKey({ device, machine: 'here' })]: FLOOR },
};
const ranOn = (machine: string) => ({ ...run, environment: { ...run.environment, machine } });

test('the floor is that of the device of the shown run, on the machine that measured it', () => {
  expect(shownFloor(here, ranOn('here'), undefined)).toBe(FLOOR);
  expect(shownFloor(here, ranOn('elsewhere'), device)).toBeUndefined();
});

test('without a run it is that of the chosen device, on this machine', () => {
  expect(shownFloor(here, null, device)).toBe(FLOOR);
  expect(shownFloor(here, null, { ...device, threads: 64 })).toBeUndefined();
  expect(shownFloor({ ...here, machine: 'moved' }, null, device)).toBeUndefined();
  expect(shownFloor(here, null, undefined)).toBeUndefined();
  expect(shownFloor(null, ranOn('here'), device)).toBeUndefined();
});

test('its text is of the noisiest classes, its details of all, in order of kind and duration', () => {
  expect(floorText(FLOOR)).toBe('Noise up to 2.1% in a run, 12.4% between runs');
  const lines = floorDetails(FLOOR).split('\n');
  expect(lines.slice(1, 3)).toEqual([
    'generated, 10 to 100 µs: 0.8% in a run, 12.4% between runs (12 cells)',
    'library, under 10 µs: 2.1% in a run, 5.0% between runs (1 cell)',
  ]);
  expect(lines.at(-1)).toMatch(/^Measured \d+ Jan, \d\d:\d\d, in 4 runs$/);
});
