import { appendFileSync } from 'node:fs';

/** Whether every test runs at full length, as in `npm run test:all`. In `npm test`, long tests take a short form. */
export const RUNS_ALL = process.env.TILESCOPE_TESTS === 'all';

/**
 * How many of `what` a test takes: `few` in `npm test`, `all` in `npm run test:all`. The difference is printed at the end
 * of `npm test`: see electron/setup/check.mjs.
 */
export function extent(what: string, few: number, all: number): number {
  if (RUNS_ALL) return all;
  const file = process.env.TILESCOPE_TESTS_LEFT_OUT;
  if (file) appendFileSync(file, `${JSON.stringify({ what, few, all })}\n`);
  return few;
}

const EVERY_MS = 5000;

/** Shows that a long test makes progress: the result, called after each step, prints a line every few seconds. */
export function reportProgress(what: string, total: number): (done: number) => void {
  let printed = performance.now();
  return (done) => {
    if (performance.now() - printed < EVERY_MS) return;
    printed = performance.now();
    console.log(`${what}: ${done} of ${total}`);
  };
}
