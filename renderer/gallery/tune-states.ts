import type { GalleryState } from './gallery-state.ts';
import * as runs from './runs.ts';
import * as tuning from './tuning.ts';

const finished = { runs: [runs.FINISHED], devices: runs.DEVICES, conditions: runs.COOL };
const tuned = { ...finished, tuner: tuning.TUNER, tuningRecord: tuning.TUNING_RECORD };

/** The states of the tuner. */
export const TUNE_STATES: readonly GalleryState[] = [
  {
    id: 'tuning',
    title: 'What a tuning has found',
    ...tuned,
    act: ({ openTuner }) => openTuner(),
  },
  {
    id: 'tuning-runs',
    title: 'A tuning that is measured, and adopted defaults',
    ...tuned,
    tuner: tuning.TUNER_ADOPTED,
    act: (state) => {
      state.openTuner();
      state.receiveTuneProgress(tuning.TUNE_PROGRESS);
    },
  },
  { id: 'no-tunings', title: 'No tunings yet', ...finished, act: ({ openTuner }) => openTuner() },
  { id: 'new-tuning', title: 'A new tuning', ...finished, act: ({ askForTuning }) => askForTuning() },
  {
    id: 'adopted',
    title: 'The form with adopted defaults',
    ...finished,
    tuner: tuning.TUNER_ADOPTED,
    runs: [],
    act: ({ setForm, setDialog }) => {
      setForm({ sizes: '9, 10' });
      setDialog('new-sweep');
    },
  },
];
