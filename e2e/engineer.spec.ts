// The engineer's journey: a sweep, a loss, what differs in the MSL, an edited copy that is verified and timed, a rematch.
import { originalText, PRODUCT, paste, status, verdict } from './edited-copy.ts';
import { expect, finished, newSweep, rows, runSizes, SWEEP, test, violationsOf } from './window.ts';

const OWN = 'gemm-simdgroup';
/** What is measured beside it are another contender of ours and the machine's BLAS; these are not. */
const OTHERS = ['Tiled', 'Split-K', 'Stream-K', 'Tensor operations'];

test('a loss is found, looked into, changed in a copy and timed again', async ({ open }) => {
  const { page } = await open();
  await page.getByTestId('welcome').waitFor();
  const form = await newSweep(page);
  for (const name of OTHERS) await form.getByRole('checkbox', { name, exact: true }).uncheck();
  await runSizes(page, '48, 64');
  await finished(page);

  // The sizes at which nothing is as fast as the machine's BLAS.
  await page.keyboard.press('y');
  await page.keyboard.insertText('ratio(cblas)<1');
  await expect(page.getByTestId('filter-hint')).toHaveText(/^[12] of 2$/);
  await page.getByTestId('filter').blur();
  await rows(page).first().locator(`td[data-contender="${OWN}"] button`).click();
  const panel = page.getByTestId('msl-panel');
  await expect(panel).toContainText('Pinned');
  await expect(page.getByTestId('msl-origin')).toContainText('As measured');

  // Where its work is, and what another contender does instead.
  await page.keyboard.press('h');
  const costliest = page.getByTestId('msl-cost').getByRole('button').first();
  await expect(costliest).toHaveText(/^Line \d+ \d+%$/);
  await costliest.click();
  const product = panel.locator('.line-cost', { hasText: /^\d\d%$/ });
  await expect(product).toHaveAttribute('title', /^Estimated \d\d% of what a thread does: .* operations$/);
  await page.keyboard.press('v');
  const compared = page.getByTestId('msl-compared').getByRole('combobox');
  await expect(compared).toHaveValue('gemm-direct');
  await expect(panel.locator('.cm-deletedChunk').first()).toBeVisible();
  expect.soft(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('v');
  await expect(compared).toBeHidden();

  const original = await originalText(page, OWN);
  await page.keyboard.press('e');
  await expect(page.getByTestId('edited')).toHaveText('as it was');
  await paste(page, original.replace(PRODUCT, `{ ${PRODUCT} }`));
  await expect(status(page)).toContainText('Compiles', SWEEP);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(verdict(page)).toContainText(/FASTER|SLOWER|SAME|UNCLEAR/, SWEEP);

  // Again beside its original, at all sizes, in a run of their own.
  await page.keyboard.press('ControlOrMeta+Shift+A');
  await expect(verdict(page).getByRole('listitem')).toHaveCount(2, SWEEP);
  await expect(verdict(page)).toContainText('geometric mean of 2 sizes');
  await expect(page.getByTestId('run-title')).toContainText(`${OWN}, edited`);
  await page.getByRole('button', { name: 'Close; the copy is kept' }).click();
  await rows(page).first().locator(`td[data-contender="own:${OWN}-edit"] button`).click();
  await page.keyboard.press('v');
  await expect(compared).toHaveValue(OWN);
  await expect(panel.locator('.cm-changedLine').first()).toContainText(`{ ${PRODUCT} }`);
});
