/**
 * `npm run bench`: what the window does with a run of 1,536 sizes by 4 contenders, in Chromium, beside a page that draws
 * the same points on a bare canvas and an empty page.
 */
import { chromium } from 'playwright-core';
import { median, quantile } from '../../ipc/summary/statistics.ts';
import { findChromium } from '../chromium/find-chromium.ts';
import {
  CONTENDERS,
  emptyMs,
  LARGE,
  openLarge,
  openPage,
  openPeer,
  residentMb,
  restMs,
  type Shown,
  showLarge,
  stepsMs,
  zoomRestMs,
} from './window-steps.ts';

const ROUNDS = 5;
/** A frame of a screen of 60 Hz. */
const FRAME_MS = 16;

const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: !isRoot });
try {
  const empty = await openPage(browser, 'about:blank');
  const asking = median(await emptyMs(empty));
  const emptyMb = await residentMb(browser, empty.page);
  await empty.page.close();

  const opened = [];
  const peers = [];
  for (let round = 0; round < ROUNDS; round++) {
    opened.push(await openLarge(browser));
    peers.push(await openPeer(browser));
  }
  const peer = await showLarge(browser, 'peer');
  const bare = { hover: await stepsMs(peer, 'hover'), zoom: await stepsMs(peer, 'zoom') };
  await peer.page.close();

  const shown = await showLarge(browser, 'window');
  const hover = await stepsMs(shown, 'hover');
  const rests = await restMs(shown);
  const zoom = await stepsMs(shown, 'zoom');
  const zoomRests = await zoomRestMs(shown);
  const roofline = await rooflineHover(shown);
  const windowMb = await residentMb(browser, shown.page);
  await shown.page.close();

  const line = (name: string, text: string) => console.log(`  ${name.padEnd(24)} ${text}`);
  const times = (values: readonly number[]) => `${median(values).toFixed(0)} ms`;
  /** The time of steps without that of asking for it, beside a peer's. */
  const steps = (name: string, all: readonly number[], besides: readonly number[], goalMs?: number) => {
    const timeOf = (values: readonly number[], share: number) =>
      Math.max(
        0.1,
        quantile(
          values.toSorted((a, b) => a - b),
          share,
        ) - asking,
      );
    const [middle, p95, other] = [timeOf(all, 0.5), timeOf(all, 0.95), timeOf(besides, 0.95)];
    const goal = goalMs === undefined ? '' : `; goal ${goalMs} ms`;
    line(
      name,
      `median ${middle.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, ${(p95 / other).toFixed(1)} of the canvas${goal}`,
    );
  };
  console.log(`\nThe window with ${LARGE.request.problems.length} sizes by ${CONTENDERS.length} contenders`);
  const chartMs = opened.map(({ busyMs }) => busyMs);
  const peerMs = peers.map(({ busyMs }) => busyMs);
  line(
    'opening the run',
    `its chart painted after ${times(opened.map(({ paintedMs }) => paintedMs))}, of which the page computed ` +
      `${times(chartMs)}, ${(median(chartMs) / median(peerMs)).toFixed(1)} of the canvas (${times(peerMs)}); goal 300 ms`,
  );
  line('', `with its table and MSL, the page computed ${times(opened.map(({ restedMs }) => restedMs))}`);
  console.log('  Main-thread time of a step:');
  steps('moving the pointer', hover, bare.hover, FRAME_MS);
  steps('moving in the roofline', roofline, bare.hover, FRAME_MS);
  steps('resting at a cell', rests, bare.hover);
  steps('zooming by the wheel', zoom, bare.zoom, FRAME_MS);
  steps('resting after a zoom', zoomRests, bare.zoom);
  steps('bare canvas, moving', bare.hover, bare.hover);
  steps('bare canvas, zooming', bare.zoom, bare.zoom);
  line(
    'renderer process',
    `${windowMb.toFixed(0)} MB, ${(windowMb / emptyMb).toFixed(1)} of an empty page (${emptyMb.toFixed(0)} MB); goal 400 MB`,
  );
} finally {
  await browser.close();
}

/** Steps in the roofline of the run. */
async function rooflineHover(shown: Shown): Promise<number[]> {
  await shown.page.getByRole('radio', { name: 'Roofline' }).click();
  const plot = await shown.page.getByTestId('roofline-plot').boundingBox();
  if (!plot) throw new Error('the roofline has no plot');
  return stepsMs({ ...shown, plot }, 'hover');
}
