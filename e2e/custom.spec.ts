// Runs of a problem that no family has, in all views.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantCustom } from '../electron/store/fixture/plant-custom.ts';
import { expect, test, violationsOf } from './window.ts';

test('a run of a custom problem is shown in every view', { tag: '@all' }, async ({ open }) => {
  const userData = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  plantCustom(userData);
  const { page } = await open({ userData });
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  const looks = async (view: string) => {
    await page.screenshot({ path: test.info().outputPath(`${view}.png`) });
    expect.soft(await violationsOf(page), view).toEqual([]);
  };

  await page.getByTestId('run').last().click();
  await expect(page.getByTestId('run-title')).not.toContainText('after the change');
  await page.keyboard.press('b');
  await expect(page.getByTestId('runs')).toContainText('baseline');
  await page.getByTestId('run').first().click();
  await expect(page.getByTestId('run-title')).toContainText('after the change');
  await expect(page.getByTestId('chart-plot').first()).toBeVisible();

  // The selection has its text, as it was measured.
  const row = page.locator('[data-problem^="custom:shifted-exp:"]').first();
  await expect(row).toBeVisible();
  await row.click();
  await expect(page.getByTestId('msl-code')).toContainText('kernel void shifted_exp');
  await looks('sweep');

  const view = page.getByRole('radiogroup', { name: 'View' });
  const shows = async (key: string, name: string) => {
    await page.keyboard.press(key);
    await expect(view.getByRole('radio', { checked: true })).toHaveText(name);
  };
  await shows('2', 'Heat map');
  await expect(page.getByRole('grid').first()).toBeVisible();
  await looks('heat-map');
  await shows('3', 'Roofline');
  await expect(page.getByTestId('roofline-dots').locator('path').first()).toBeAttached();
  await looks('roofline');
  await page.keyboard.press('4');
  await expect(page.getByTestId('review-summary')).toContainText('1 broken');
  // Of the cell that is pinned.
  await expect(page.getByTestId('case-verdict')).toHaveText('SAME');
  await looks('review');
  await shows('5', 'Samples');
  await expect(page.getByRole('region', { name: 'Figures of the samples' })).toBeVisible();
  await looks('samples');
  await shows('6', 'History');
  await looks('history');
  expect(faults).toEqual([]);
});
