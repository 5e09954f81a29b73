// The tuner: from the form of a tuning to defaults that the next sweep has, and back.
import { plantFinal } from '../electron/store/fixture/plant-final.ts';
import { expect, finished, SWEEP, test } from './window.ts';

const CONTENDER = 'SIMD-group matrix';

test('a tuning in the window: the race, what it found, adopted, used by a sweep, and forgotten', {
  tag: '@all',
}, async ({ open }) => {
  const { page, userData } = await open();
  await page.getByTestId('welcome').waitFor();
  await page.keyboard.press('n');
  await page.getByTestId('sizes').fill('32');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('sizes')).toBeHidden();
  await expect(page.getByTestId('quick-sweep')).toBeEnabled();
  await page.keyboard.press('Shift+G');
  const form = page.getByTestId('tune-form');
  await expect(form.getByTestId('tune-sizes')).toHaveValue('32');
  await form.getByTestId('tune-minutes').fill('0');
  await expect(form).toContainText('Expected a number from 0.1 to 1440');
  await expect(form.getByTestId('start-tuning')).toBeDisabled();
  await form.getByTestId('tune-minutes').fill('60');
  const others = form
    .getByRole('checkbox', { checked: true })
    .and(form.locator(`:not(label:has-text("${CONTENDER}") *)`));
  while ((await others.count()) > 0) await others.first().uncheck();
  await expect(form).toContainText('gemm f32, below 1 MFLOP');
  await form.getByTestId('start-tuning').click();

  const view = page.getByTestId('tune-view');
  await expect(view.getByTestId('race')).toContainText('Still racing');
  await expect(view.getByTestId('ranking').getByRole('row').nth(1)).toContainText(CONTENDER, SWEEP);
  await view.getByTestId('cancel-tuning').click();
  await expect(view.getByTestId('resume-tuning')).toBeEnabled(SWEEP);
  await expect(view.getByTestId('adopt')).toBeDisabled();

  // What a long tuning may find, found by another process.
  plantFinal(userData, 'gemm-simdgroup', 'gemm-simdgroup@blockM=16');
  await expect(view.getByTestId('outcome')).toContainText(/takes (19|20)\.\d% less time/, SWEEP);
  await view.getByTestId('adopt').click();
  await expect(view.getByTestId('adopted').getByRole('listitem')).toContainText(/Block M 16.*less time/);
  await page.keyboard.press('Escape');
  await expect(view).toBeHidden();

  // The list of runs has one entry for the tuning, and none for its heats.
  await expect(page.getByTestId('tunings-of-runs').getByRole('listitem')).toHaveCount(1);
  await expect(page.getByTestId('runs')).toBeHidden();
  await expect(page.getByTestId('msl-origin')).toContainText('with defaults adopted');
  const preview = await page.getByTestId('msl-code').innerText();
  await page.keyboard.press('n');
  await expect(page.getByTestId('parameters')).toContainText(
    /adopted \d+ \w+ 20\d\d, (19|20)\.\d% less time/,
  );
  await page.getByTestId('run-sweep').click();
  await finished(page);
  const cell = page.getByTestId('table').locator('tbody td[data-contender="gemm-simdgroup"] button');
  await cell.click();
  await expect(page.getByTestId('msl-origin')).toContainText('As measured');
  expect(await page.getByTestId('msl-code').innerText()).toBe(preview);

  await page.getByTestId('tunings-of-runs').getByRole('button').first().click();
  await view.getByRole('button', { name: /^Forget SIMD-group matrix/ }).click();
  await expect(view.getByTestId('adopted')).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByTestId('parameters')).toContainText('Defaults: tuned');
});
