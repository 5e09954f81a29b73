import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { PNG_SCALE, pngOf } from '../../electron/ipc/picture-png.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { type ChartView, chartView } from '../model/chart-view.ts';
import { activeOf, restingRef } from '../model/selection.ts';
import type { WorkbenchState } from '../state/store.ts';
import { ChartPicture } from './chart-picture.tsx';
import { standalone } from './standalone.ts';

export const PICTURE_TYPES = ['svg', 'png'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

/** The chart as a file: the text of an SVG, or a PNG in base64. */
async function pictureData(run: Run, view: ChartView, type: PictureType): Promise<string> {
  const svg = pictureSvg(run, view);
  return type === 'svg' ? svg : pngOf(svg, PNG_SCALE);
}

/** React's renderer for servers would make reports larger, and the page has one that draws. */
function pictureSvg(run: Run, view: ChartView): string {
  const host = document.createElement('div');
  const root = createRoot(host);
  flushSync(() => root.render(<ChartPicture run={run} view={view} />));
  const text = new XMLSerializer().serializeToString(host.firstElementChild as Element);
  root.unmount();
  const style = getComputedStyle(document.documentElement);
  return standalone(text, (name) => style.getPropertyValue(name));
}

/** Saves the chart of the shown run as it is shown, in light colours and with its legend. */
export async function saveChart(state: WorkbenchState, type: PictureType): Promise<void> {
  const { run, selection } = state;
  if (!run) return;
  const shown = activeOf(selection) ?? restingRef(run.id, run.cells, run.request.contenders);
  const choice = { ...state, problem: shown?.problem };
  await state.savePicture(run, type, () => pictureData(run, chartView(run, choice), type));
}
