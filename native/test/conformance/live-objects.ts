import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { packageRoot } from '../../device/root.ts';

/** The number of the double's live Objective-C objects by class. */
export function liveObjects(): Record<string, number> {
  const file = join(packageRoot(), 'native/build/metal-double/inspector.node');
  return createRequire(import.meta.url)(file).liveObjects();
}

/** The live objects once their number has been stable for a while: Metal's threads may still release some. */
export async function settledObjects(): Promise<Record<string, number>> {
  let last = JSON.stringify(liveObjects());
  for (let same = 0; same < 4; ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = JSON.stringify(liveObjects());
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return JSON.parse(last);
}

/** Waits until as many objects are alive as before. */
export const expectObjects = (before: Record<string, number>) =>
  expect.poll(liveObjects, { timeout: 60_000, interval: 50 }).toEqual(before);

/** Releases the objects of handles that nobody holds any more. */
export async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  for (let round = 0; round < 3; round++) {
    runInNewContext('gc')();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
