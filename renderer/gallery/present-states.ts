import type { Slide } from '../../electron/ipc/story.ts';
import * as charts from './chart-runs.ts';
import type { GalleryState } from './gallery-state.ts';
import * as runs from './runs.ts';
import * as views from './view-runs.ts';

const world = { devices: runs.DEVICES, conditions: runs.COOL };

const slide = (sentence: string, address: string, change: Partial<Slide> = {}): Slide => ({
  ...{ sentence, address, shows: 'view', line: 1, builds: false, live: false, notes: '' },
  ...change,
});

const STORY: readonly Slide[] = [
  slide('Our SIMD-group kernel beats the library from 256 on', 'metric=rate&hide=gemm-tiled', {
    builds: true,
    notes: 'The library first: it is what everybody has today.\n\nThen ours, size by size.',
  }),
  slide('Below 256 the library is ahead, and that is next', 'metric=ratio'),
  slide('The kernel keeps both operands in threadgroup memory', 'cell=gemm-f32-256x256x256|gemm-simdgroup', {
    shows: 'msl',
    line: 28,
  }),
];
const TOLD = { ...runs.FINISHED, story: [...STORY] };
const PINNED = 'cell=gemm-f32-256x256x256%7Cgemm-direct';

/** A run that is presented, by one slide. */
const presenting = (
  id: string,
  title: string,
  run: typeof runs.FINISHED,
  one: Slide,
  more: Partial<GalleryState> = {},
): GalleryState => ({
  id,
  title,
  ...world,
  ...more,
  runs: [{ ...run, story: [one] }],
  act: (state) => state.present(),
});

/** Slides: while they are made, and while they are presented. */
export const PRESENT_STATES: readonly GalleryState[] = [
  {
    id: 'slides',
    title: 'Views that are saved to be presented',
    ...world,
    runs: [TOLD],
    act: (state) => state.setDrawer({ open: true, tab: 'slides' }),
  },
  {
    id: 'no-slides',
    title: 'No slides yet',
    ...world,
    runs: [runs.FINISHED],
    act: (state) => state.setDrawer({ open: true, tab: 'slides' }),
  },
  presenting(
    'presenting',
    'A chart that is presented',
    runs.FINISHED,
    slide('SIMD-group direct is 1.17× as fast as BLAS over 13 sizes', ''),
  ),
  {
    ...presenting('presenting-build', 'A chart whose lines appear one by one', runs.FINISHED, {
      ...(STORY[0] as Slide),
      address: '',
    }),
    act: async (state) => {
      await state.present();
      state.stepBy(1);
    },
  },
  presenting(
    'presenting-plots',
    'Several plots that are presented',
    charts.SHAPES,
    slide(
      'Each head dimension by itself: the same story at every length, and a sentence that needs two lines',
      '',
    ),
  ),
  presenting(
    'presenting-heat-map',
    'A heat map that is presented',
    views.RECTANGLES,
    slide('Wide matrices gain most', 'view=heat-map&metric=ratio'),
  ),
  presenting(
    'presenting-roofline',
    'A roofline that is presented',
    views.UNDER_ROOFS,
    slide('Small sizes are bound by memory', 'view=roofline'),
  ),
  presenting(
    'presenting-samples',
    'Samples that are presented',
    runs.EPOCHS,
    slide('Two epochs, two levels', `view=samples&${PINNED}`),
  ),
  presenting(
    'presenting-history',
    'A history that is presented',
    runs.FINISHED,
    slide('It was the change of compiler', 'view=history'),
    { timeline: views.TIMELINE },
  ),
  presenting('presenting-msl', 'MSL that is presented', runs.FINISHED, {
    ...(STORY[2] as Slide),
    address: 'cell=gemm-f32-256x256x256%7Cgemm-simdgroup',
  }),
  presenting(
    'presenting-live',
    'A slide that cannot be measured here',
    runs.FINISHED,
    slide('Measured before your eyes', '', { live: true }),
  ),
];
