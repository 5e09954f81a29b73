import { defineConfig } from '@playwright/test';

/** `npm run test:all` walks every journey; `npm test` leaves out those that are tagged @all. */
const runsAll = process.env.TILESCOPE_TESTS === 'all';

export default defineConfig({
  testDir: '.',
  globalSetup: './bundle-gallery.ts',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/screenshots/{arg}{ext}',
  ...(!runsAll && { grepInvert: /@all/ }),
  // Two windows at a time on two cores: one starts while the other sweeps. No journey depends on how long it takes.
  fullyParallel: true,
  workers: 2,
  // Of a machine with twenty times as much to do as it can.
  timeout: 30 * 60_000,
  reporter: [['list']],
  expect: { timeout: 120_000, toHaveScreenshot: { maxDiffPixelRatio: 0.01, animations: 'disabled' } },
});
