import { PNG_SCALE, pngOf } from '../../electron/ipc/picture-png.ts';
import type { Slide } from '../../electron/ipc/story.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { viewCsv } from '../model/view-csv.ts';
import { bytesOf, failureOf } from '../state/source.ts';
import type { WorkbenchState } from '../state/store.ts';
import { SlidePicture } from './slide/slide-picture.tsx';
import { svgOf } from './svg-of.ts';

export const PICTURE_TYPES = ['svg', 'png', 'pdf'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** A slide as the text of an SVG. */
async function slideSvg(state: WorkbenchState, run: Run, slide: Slide): Promise<string> {
  const content = await state.readSlide(run, slide);
  return svgOf(<SlidePicture slide={slide} content={content} />);
}

/** What is shown, as the text of an SVG of 16:9 in light colours. Throws if there is no run. */
async function shownSvg(state: WorkbenchState, run: Run): Promise<string> {
  const slide = await state.shownSlide('view');
  if (!slide) throw new Error('there is no run to draw');
  return slideSvg(state, run, slide);
}

/** Saves the shown view as it is shown: an SVG, a PDF, or a PNG of twice its size. */
export async function saveView(state: WorkbenchState, type: PictureType): Promise<void> {
  const { run } = state;
  if (!run) return;
  const draw = async () => {
    const svg = await shownSvg(state, run);
    return [type === 'png' ? await pngOf(svg, PNG_SCALE) : svg];
  };
  await state.saveShown(run, type, draw);
}

/** Saves the slides of the shown run as a PDF with a page each. */
export async function saveSlides(state: WorkbenchState): Promise<void> {
  const { run } = state;
  if (!run) return;
  const draw = async () => {
    const pages: string[] = [];
    for (const slide of run.story ?? []) pages.push(await slideSvg(state, run, slide));
    return pages;
  };
  await state.saveShown(run, 'pdf', draw);
}

/** Saves the figures that are shown as comma-separated values. */
export async function saveCsv(state: WorkbenchState): Promise<void> {
  const { run } = state;
  if (run) await state.saveShown(run, 'csv', async () => [viewCsv(run, state)]);
}

/** Copies the shown view as a PNG of twice its size. */
export async function copyPicture(state: WorkbenchState): Promise<void> {
  const { run } = state;
  if (!run) return;
  const png = shownSvg(state, run)
    .then((svg) => pngOf(svg, PNG_SCALE))
    .then((base64) => new Blob([bytesOf(base64)], { type: 'image/png' }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    state.tell({ message: 'Copied a picture of the view' });
  } catch (error) {
    state.notify({ ...failureOf(error), code: 'CLIPBOARD' });
  }
}
