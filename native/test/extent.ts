import { appendFileSync } from 'node:fs';

/** Whether every test runs at full length: `npm run test:all`. Otherwise long ones take a short form. */
export const RUNS_ALL = process.env.TILESCOPE_TESTS === 'all';

/**
 * How many of `what` a test takes: `few` of them in `npm test`, `all` in `npm run test:all`. `npm test` prints at its end what
 * it left out: see electron/setup/check.mjs.
 */
export function extent(what: string, few: number, all: number): number {
  if (RUNS_ALL) return all;
  const file = process.env.TILESCOPE_TESTS_LEFT_OUT;
  if (file) appendFileSync(file, `${JSON.stringify({ what, few, all })}\n`);
  return few;
}

const EVERY_MS = 5000;

/** Called with how much is done, prints a line every few seconds: a long test shows that it goes on. */
export function reportProgress(what: string, total: number): (done: number) => void {
  let printed = performance.now();
  return (done) => {
    if (performance.now() - printed < EVERY_MS) return;
    printed = performance.now();
    console.log(`${what}: ${done} of ${total}`);
  };
}
