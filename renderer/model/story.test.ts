import { expect, it } from 'vitest';
import type { Slide } from '../../electron/ipc/story.ts';
import { CONTENDER_IDS, cellOf, runOf, square } from './fixture/recorded-run.ts';
import {
  builtLines,
  headlineSentence,
  newSlide,
  placeBeside,
  slideCells,
  stepsOf,
  unbuiltAt,
} from './story.ts';

const [ONE = '', OTHER = ''] = CONTENDER_IDS;
const RUN = runOf([
  cellOf(square(64), ONE, 10_000),
  cellOf(square(128), ONE, 80_000),
  cellOf(square(64), OTHER, 20_000),
  cellOf(square(128), OTHER, 160_000),
]);
const slide = (address: string, change: Partial<Slide> = {}): Slide => ({
  ...{ sentence: '', address, shows: 'view', line: 1, builds: false, live: false, notes: '' },
  ...change,
});

it('begins with a sentence that is true of the run', () => {
  const { sentence, shows } = newSlide(RUN, '', 'view', null);
  expect(sentence).toMatch(/ is (?:2\.00|0\.50)× as fast as .* over 2 sizes$/);
  expect(shows).toBe('view');
  expect(newSlide(RUN, 'view=samples', 'view', null).sentence).toMatch(/^Samples of .* at 128$/);
  expect(newSlide(RUN, '', 'msl', null).sentence).toMatch(/^The kernel of /);
  expect(headlineSentence({ best: null, reference: ONE })).toBeNull();
});

it('is about the pinned cell, else the largest, with the reference beside it', () => {
  const cells = slideCells(RUN, '');
  expect(cells.map(({ problem }) => problem)).toEqual(cells.map(() => cells[0]?.problem));
  expect(slideCells(RUN, `cell=${encodeURIComponent(RUN.cells[0]?.id ?? '')}`)[0]).toMatchObject({
    contender: ONE,
  });
});

it('lets lines appear one after the other, where there are lines', () => {
  const built = slide('', { builds: true });
  const lines = builtLines(built, RUN);
  expect(lines.length).toBe(2);
  expect(stepsOf(built, RUN)).toBe(2);
  expect(unbuiltAt(built, RUN, 0)).toEqual(lines.slice(1));
  expect(unbuiltAt(built, RUN, 1)).toEqual([]);
  for (const still of [
    slide(''),
    slide('view=heat-map', { builds: true }),
    slide('', { builds: true, shows: 'msl' }),
  ])
    expect(stepsOf(still, RUN)).toBe(1);
  expect(builtLines(slide(`hide=${ONE}`, { builds: true }), RUN)).not.toContain(ONE);
});

it('goes on by steps, then by slides, and back the same way', () => {
  const slides = [slide(''), slide('', { builds: true }), slide('')];
  const places = [
    { slide: 0, step: 0 },
    { slide: 1, step: 0 },
    { slide: 1, step: 1 },
    { slide: 2, step: 0 },
  ];
  places.forEach((place, index) => {
    expect(placeBeside(slides, RUN, place, 1)).toEqual(places[index + 1] ?? null);
    expect(placeBeside(slides, RUN, place, -1)).toEqual(places[index - 1] ?? null);
  });
});
