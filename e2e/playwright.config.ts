import { defineConfig } from '@playwright/test';

/** `npm run test:all` runs every journey, `npm test` those without the tag @all. */
const runsAll = process.env.TILESCOPE_TESTS === 'all';

export default defineConfig({
  testDir: '.',
  globalSetup: './bundle-gallery.ts',
  outputDir: '../test-results',
  snapshotPathTemplate: '{testDir}/screenshots/{arg}{ext}',
  ...(!runsAll && { grepInvert: /@all/ }),
  // Three windows at a time, for two cores: each waits for half of its time. No journey depends on timing.
  fullyParallel: true,
  workers: 3,
  // Generous, for a machine with a load of 20.
  timeout: 30 * 60_000,
  reporter: [['list']],
  expect: { timeout: 120_000, toHaveScreenshot: { maxDiffPixelRatio: 0.01, animations: 'disabled' } },
});
