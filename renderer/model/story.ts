import { cellId } from '../../electron/ipc/cell.ts';
import { formatRatio } from '../../electron/ipc/figures.ts';
import type { Slide } from '../../electron/ipc/story.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { contenderLabel } from '../../kernels/index.ts';
import { linesOf } from './axis.ts';
import { cellsById } from './cell-index.ts';
import { type Headline, headlineOf, referenceOf } from './headline.ts';
import { sizeLabel } from './problem-size.ts';
import { besideOf } from './sample-sets.ts';
import { type CellRef, restingRef } from './selection.ts';
import { viewOf } from './view-address.ts';
import { VIEWS } from './views.ts';

/** A new slide of how a run is shown, with a sentence to begin with. */
export function newSlide(
  run: Run,
  address: string,
  shows: Slide['shows'],
  speeds: Parameters<typeof headlineOf>[2],
): Slide {
  const sentence = shows === 'msl' ? mslSentence(run, address) : viewSentence(run, address, speeds);
  return { sentence, address, shows, line: 1, builds: false, live: false, notes: '' };
}

function mslSentence(run: Run, address: string): string {
  const [ref] = slideCells(run, address);
  return ref ? `The kernel of ${contenderLabel(ref.contender)}` : 'The kernel';
}

function viewSentence(run: Run, address: string, speeds: Parameters<typeof headlineOf>[2]): string {
  const { view, reference } = viewOf(address, run);
  const [ref] = slideCells(run, address);
  const cell = ref && cellsById(run.cells).get(cellId(ref.problem, ref.contender));
  if ((view === 'samples' || view === 'history') && cell)
    return `${view === 'samples' ? 'Samples' : 'History'} of ${contenderLabel(cell.contender)} at ${sizeLabel(cell.problem)}`;
  const headline = headlineOf(run, referenceOf(run, reference), speeds);
  return headlineSentence(headline) ?? VIEWS.find(({ id }) => id === view)?.label ?? '';
}

/** "SIMD-group matrix is 1.31× as fast as BLAS over 13 sizes"; null if there is nothing to compare. */
export function headlineSentence({ best, reference }: Pick<Headline, 'best' | 'reference'>): string | null {
  if (!best || reference === null) return null;
  const sizes = best.sizes === 1 ? 'at 1 size' : `over ${best.sizes} sizes`;
  return `${contenderLabel(best.contender)} is ${formatRatio(best.speed)} as fast as ${contenderLabel(reference)} ${sizes}`;
}

/** The cell that a slide is about, and the one beside it if there is one. */
export function slideCells(run: Run, address: string): readonly CellRef[] {
  const { pinned, reference } = viewOf(address, run);
  const ref = pinned ?? restingRef(run.id, run.cells, run.request.contenders);
  const beside = besideOf(ref, null, referenceOf(run, reference));
  return [ref, beside].filter((one) => one !== null);
}

/** The lines of a slide's chart in the order in which they appear; none if they do so at once. */
export function builtLines({ address, shows, builds }: Slide, run: Run): readonly string[] {
  const { view, axis, facet, hidden } = viewOf(address, run);
  if (!builds || shows === 'msl' || (view !== 'sweep' && view !== 'roofline')) return [];
  return linesOf(run.request, axis, view === 'sweep' ? facet : 'auto').filter(
    (line) => !hidden.includes(line),
  );
}

/** How many steps a slide takes: one for each line that appears, or a single one. */
export function stepsOf(slide: Slide, run: Run): number {
  return Math.max(1, builtLines(slide, run).length);
}

/** Where a presentation is: a slide and its step, counted from 0. */
export interface StoryPlace {
  readonly slide: number;
  readonly step: number;
}

/** The place after another, or before it; null beyond the ends. */
export function placeBeside(
  slides: readonly Slide[],
  run: Run,
  { slide, step }: StoryPlace,
  by: -1 | 1,
): StoryPlace | null {
  const current = slides[slide];
  const next = step + by;
  if (current && next >= 0 && next < stepsOf(current, run)) return { slide, step: next };
  const other = slides[slide + by];
  return other ? { slide: slide + by, step: by > 0 ? 0 : stepsOf(other, run) - 1 } : null;
}

/** The lines that have not appeared yet. */
export function unbuiltAt(slide: Slide, run: Run, step: number): readonly string[] {
  return builtLines(slide, run).slice(step + 1);
}
