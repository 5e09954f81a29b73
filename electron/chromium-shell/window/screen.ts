import type { Display, Screen } from 'electron';
import type { Page } from '../chromium/page.ts';
import { strict } from '../not-modelled.ts';

interface Measured {
  width: number;
  height: number;
  workArea: Display['workArea'];
  scaleFactor: number;
}

let measured: Measured | null = null;

/** Measures the screen in the first page: Chromium knows the display, Node does not. */
export async function measureScreen(page: Page): Promise<void> {
  measured = await page.evaluate(() => {
    const { width, height, availWidth, availHeight } = window.screen;
    const { availLeft = 0, availTop = 0 } = window.screen as { availLeft?: number; availTop?: number };
    const workArea = { x: availLeft, y: availTop, width: availWidth, height: availHeight };
    return { width, height, workArea, scaleFactor: window.devicePixelRatio };
  });
}

function primaryDisplay(): Display {
  if (!measured) throw new Error('chromium-shell: screen cannot be used before the app is ready');
  const { width, height, workArea, scaleFactor } = measured;
  const size = { width, height };
  const modelled = {
    id: 1,
    bounds: { x: 0, y: 0, ...size },
    size,
    workArea,
    scaleFactor,
    workAreaSize: { width: workArea.width, height: workArea.height },
  } satisfies Partial<Display>;
  return strict('Display', modelled) as unknown as Display;
}

/** Only the display that the window opens on: Chromium tells a page about no other. */
export const screen = strict('screen', {
  getPrimaryDisplay: primaryDisplay,
  getAllDisplays: () => [primaryDisplay()],
  getDisplayMatching: primaryDisplay,
} satisfies Pick<Screen, 'getPrimaryDisplay' | 'getAllDisplays' | 'getDisplayMatching'>);
