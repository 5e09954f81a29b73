import { renderToStaticMarkup } from 'react-dom/server';
import type { Run } from '../../electron/ipc/types.ts';
import { chartView } from '../model/chart-view.ts';
import { restingRef } from '../model/selection.ts';
import { viewOf } from '../model/view-address.ts';
import { ChartPicture } from './chart-picture.tsx';
import type { Tokens } from './resolve-color.ts';
import { standalone } from './standalone.ts';

/** The chart of a run as an SVG file, drawn without a browser. @param address of a view, as viewOf() takes it */
export function chartSvg(run: Run, address: string, tokens: Tokens): string {
  const { pinned, ...view } = viewOf(address, run);
  const { problem } = pinned ?? restingRef(run.id, run.cells, run.request.contenders) ?? {};
  const shown = chartView(run, { ...view, problem, showsPublished: false });
  return standalone(renderToStaticMarkup(<ChartPicture run={run} view={shown} />), tokens);
}
