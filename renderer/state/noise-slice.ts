import type { StateCreator } from 'zustand';
import type { KnownNoise } from '../../electron/ipc/noise/noise-floor.ts';
import type { NoiseProgress } from '../../electron/ipc/noise/noise-progress.ts';
import { NOISE_RUNS } from '../../electron/ipc/noise/noise-request.ts';
import { runningRun } from './runs-slice.ts';
import { failureOf, request, type Source } from './source.ts';
import type { WorkbenchState } from './store.ts';

/** By how much equal cells differ on the devices of this machine. */
export interface NoiseSlice {
  /** Null until it is known what was measured. */
  noise: KnownNoise | null;
  /** The measurement that is running. */
  noiseProgress: NoiseProgress | null;
  loadNoise(): Promise<void>;
  /** Measures the noise floor of a device. */
  measureNoise(device: string): Promise<void>;
  cancelNoise(): Promise<void>;
  /** Null when the measurement is over, whether this page began it or one before it. */
  receiveNoiseProgress(progress: NoiseProgress | null): void;
}

/** Whether a sweep, a tuning or the noise floor is measured, or about to be, beside which nothing else can be. */
export function isMeasuring(state: WorkbenchState): boolean {
  const { starting, noiseProgress, tuneProgress } = state;
  return starting || runningRun(state) !== null || noiseProgress !== null || tuneProgress !== null;
}

const BEGINNING: NoiseProgress = {
  run: 1,
  runs: NOISE_RUNS,
  fraction: 0,
  remainingMs: null,
  activity: 'starting',
};

export const createNoiseSlice =
  (source: Source): StateCreator<WorkbenchState, [], [], NoiseSlice> =>
  (set, get) => {
    /** Shows the failure of an action, unless a person cancelled it. */
    const attempt = (action: Promise<unknown>) =>
      action.then(
        () => undefined,
        (error) => {
          const failure = failureOf(error);
          if (failure.code !== 'CANCELLED') get().notify(failure);
        },
      );
    return {
      noise: null,
      noiseProgress: null,
      loadNoise: () => attempt(request(source, 'noise.get').then((noise) => set({ noise }))),
      measureNoise: async (device) => {
        get().notify(null);
        set({ noiseProgress: BEGINNING });
        await attempt(request(source, 'noise.measure', { device }));
        set({ noiseProgress: null });
      },
      cancelNoise: () => attempt(request(source, 'noise.cancel')),
      receiveNoiseProgress: (noiseProgress) => {
        set({ noiseProgress });
        if (!noiseProgress) void get().loadNoise();
      },
    };
  };
