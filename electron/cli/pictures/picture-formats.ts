import type { Run } from '../../ipc/types.ts';
import { CommandError, reasonOf } from '../usage-error.ts';
import { reportOf } from '../write-outputs.ts';
import { paint } from './paint.ts';

/** What a run can be drawn as. */
interface PictureFormat {
  readonly label: string;
  readonly extensions: readonly string[];
  /** The file of a run in a view, as its report has it in its address. Throws CommandError. */
  readonly draw: (run: Run, view: string) => Promise<string | Uint8Array>;
}

/** The formats by name. */
export const PICTURES = {
  svg: { label: 'the chart, for documents', extensions: ['.svg'], draw: chartSvg },
  png: {
    label: 'the chart, for slides',
    extensions: ['.png'],
    draw: async (run, view) => paint('png', await chartSvg(run, view), view),
  },
  pdf: {
    label: 'the report, on A4',
    extensions: ['.pdf'],
    draw: async (run, view) => paint('pdf', await reportOf(run), view),
  },
} as const satisfies Record<string, PictureFormat>;

export type PictureName = keyof typeof PICTURES;
export const PICTURE_NAMES = Object.keys(PICTURES) as PictureName[];

/** What renderer/picture.ts exports, bundled beside this program. */
interface Drawing {
  drawChart(run: Run, view: string): string;
}

async function chartSvg(run: Run, view: string): Promise<string> {
  const address = new URL('./picture.cjs', import.meta.url).href;
  const drawing: Drawing = await import(address).catch((error) => {
    throw new CommandError(`Cannot draw the chart (npm run bundle builds what draws it): ${reasonOf(error)}`);
  });
  return drawing.drawChart(run, view);
}
