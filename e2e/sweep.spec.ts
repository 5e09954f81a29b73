import { expect, finished, type Page, SWEEP, test } from './window.ts';

/** The rows of the results table without its head. */
const rows = (page: Page) => page.getByTestId('table').locator('tbody tr');

async function runSizes(page: Page, sizes: string) {
  await page.getByTestId('sizes').fill(sizes);
  await page.getByTestId('run-sweep').click();
}

test('the first minute: quick sweep, chart, table and MSL, one selection', async ({ open }) => {
  const { page } = await open();
  await expect(page.getByTestId('welcome')).toBeVisible();
  await page.getByTestId('quick-sweep').click();
  await expect(page.getByTestId('progress')).toBeVisible();
  await finished(page);

  await expect(rows(page)).toHaveCount(13);
  // Every cell of 13 sizes by 4 contenders was verified against float64.
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(52);
  await expect(page.getByTestId('roof')).toContainText('GFLOPS');

  // A click on a cell pins it: the MSL and the legend follow.
  const row = rows(page).filter({ has: page.getByRole('rowheader', { name: '127', exact: true }) });
  await row.getByRole('gridcell').or(row.getByRole('cell')).nth(1).click();
  await expect(page.getByTestId('msl-panel')).toContainText('127 × 127 × 127');
  await expect(page.getByTestId('msl-code')).toContainText(
    'SIMD-group matrices read directly from device memory',
  );
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('msl-panel')).not.toContainText('127 × 127 × 127');
});

test('a cancelled sweep keeps its cells', async ({ open }) => {
  const { page } = await open();
  await page.getByTestId('welcome').waitFor();
  // Long enough for the sweep still to run when a busy machine gets to the click.
  await runSizes(page, '64:2048:64');
  await expect(page.getByTestId('table').getByText(/[✓○]/).first()).toBeVisible(SWEEP);
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('run-title')).toContainText('Cancelled');
  await expect(page.getByTestId('table').getByText(/[✓○]/).first()).toBeVisible();
});

test('a transposed and batched product in half precision, and the passes of a kernel', {
  tag: '@all',
}, async ({ open }) => {
  const { page } = await open();
  const form = page.getByTestId('sweep-form');
  await form.getByRole('combobox', { name: 'Type', exact: true }).selectOption('f16');
  await form.getByTestId('options').locator('summary').click();
  await form.getByLabel('A transposed').check();
  await form.getByLabel('Batch', { exact: true }).fill('0');
  await expect(form.getByTestId('options')).toContainText('Expected a whole number from 1 to');
  await expect(page.getByTestId('run-sweep')).toBeDisabled();
  await form.getByLabel('Batch', { exact: true }).fill('3');
  await expect(form.getByTestId('options').locator('summary')).toContainText('A transposed, Batch 3');
  // The reason stands once, below the last of those that share it.
  await expect(form.getByRole('checkbox', { name: 'BLAS', exact: true })).toBeDisabled();
  await expect(form.getByRole('checkbox', { name: /^BLAS f64/ })).toBeDisabled();
  await runSizes(page, '33, 48x20x70');
  await finished(page);
  await expect(page.getByTestId('run-title')).toContainText('HGEMM');
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(12);

  // Split-K adds its parts in a second pass, which can be chosen.
  const row = rows(page).filter({ has: page.getByRole('rowheader', { name: '33', exact: true }) });
  await row.locator('td[data-contender="gemm-split-k"] button').click();
  const panel = page.getByTestId('msl-panel');
  await expect(panel).toContainText('HGEMM · 33 × 33 × 33 · A transposed, Batch 3');
  await panel.getByRole('radio', { name: /fix_up/ }).click();
  await expect(page.getByTestId('msl-code')).toContainText('fix');
});

test('attention: its own sizes, masks and contenders', { tag: '@all' }, async ({ open }) => {
  const { page } = await open();
  const form = page.getByTestId('sweep-form');
  await form.getByRole('combobox', { name: 'Operation' }).selectOption({ label: 'Attention' });
  await form.getByTestId('options').locator('summary').click();
  await form.getByRole('combobox', { name: 'Mask', exact: true }).selectOption('window');
  await expect(form.getByTestId('options')).toContainText('Expected a number of keys');
  await form.getByRole('combobox', { name: 'Mask', exact: true }).selectOption('causal');
  await form.getByLabel('Head dimension', { exact: true }).fill('40');
  await expect(page.getByTestId('sizes-hint')).toContainText('RxCxD');
  await runSizes(page, '48, 33x70x40');
  await finished(page);
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(8);
  await expect(page.getByRole('region', { name: 'Chart' })).toContainText('Size: square root of R·C');

  const row = rows(page).filter({ has: page.getByRole('rowheader', { name: '48, D 40', exact: true }) });
  await row.locator('td[data-contender="attention-unfused"] button').click();
  const panel = page.getByTestId('msl-panel');
  await expect(panel).toContainText('48 × 48 × 40 · Mask causal');
  await expect(panel.getByRole('radio')).toHaveCount(3);
});

test('a block size is an axis like the size, and invalid values say why', { tag: '@all' }, async ({
  open,
}) => {
  const { page } = await open();
  await expect(page.getByTestId('quick-sweep')).toBeEnabled();
  const form = page.getByTestId('sweep-form');
  for (const name of ['SIMD-group matrix', 'SIMD-group direct', 'Split-K', 'Stream-K']) {
    await form.getByRole('checkbox', { name, exact: true }).uncheck();
  }
  await form.getByTestId('parameters').locator('summary').click();
  await form.getByLabel('Block M').fill('16, 17');
  await expect(form.getByTestId('parameters')).toContainText('Expected 16, 32');
  await form.getByLabel('Block M').fill('16, 64');
  await form.getByLabel('Rows per thread').fill('2');
  await runSizes(page, '64');
  await finished(page);
  const results = page.getByRole('region', { name: 'Results' });
  await expect(results).toContainText('Block M 16 · Rows per thread 2');
  const cells = results.locator('tbody td');
  await expect(cells).toHaveCount(3);
  await expect(cells.locator('.figures, .outcome')).toHaveCount(3);

  const chart = page.getByRole('region', { name: 'Chart' });
  await expect(chart.getByRole('heading')).toContainText('against size');
  await page.keyboard.press('x');
  await expect(chart.getByRole('heading')).toContainText('against Block M');
  await expect(chart).toContainText('Block M, at SGEMM · 64 × 64 × 64');
  // Both variants are points of one line; BLAS has no block size and is not drawn.
  await expect(chart.getByTestId('legend').getByRole('button')).toHaveCount(1);
  await page.screenshot({ path: test.info().outputPath('block-size.png') });
});

const REJECTED = [
  ['0', 'from 1 to 16384'],
  ['-64', 'from 1 to 16384'],
  ['1000000000', 'from 1 to 16384'],
  ['64:512:0', 'step'],
  ['512:64', '512'],
  ['sixty-four', 'sixty-four'],
] as const;

test('what the kernels of a run take to compile is measured, cancelled and kept', {
  tag: '@all',
}, async ({ open }) => {
  const { page } = await open();
  await page.getByTestId('welcome').waitFor();
  await runSizes(page, '32');
  await finished(page);
  await page.getByRole('tab', { name: 'Compile times' }).click();
  const tab = page.getByTestId('compile-times');
  await tab.getByRole('button', { name: 'Measure compile times' }).click();
  await tab.getByRole('button', { name: 'Cancel' }).click();
  await tab.getByRole('button', { name: 'Measure compile times' }).click(SWEEP);
  await expect(tab).toContainText('one by one', SWEEP);
  const texts = tab.getByRole('row');
  await expect(texts.filter({ hasText: 'Tiled' })).toContainText(/\d in [\d,.]+\s(ms|s)/);
  const figures = await texts.allInnerTexts();
  await page.reload();
  await page.getByRole('tab', { name: 'Compile times' }).click();
  await expect.poll(() => texts.allInnerTexts()).toEqual(figures);
});

test('the form rejects invalid sizes and says what it expects', async ({ open }) => {
  const { page } = await open();
  for (const [sizes, hint] of REJECTED) {
    await page.getByTestId('sizes').fill(sizes);
    await expect(page.getByTestId('sizes-hint')).toContainText(hint);
    await expect(page.getByTestId('run-sweep')).toBeDisabled();
  }
  await page.getByTestId('sizes').fill('64');
  await expect(page.getByTestId('run-sweep')).toBeEnabled();
});

test('runs are kept after the window is closed', { tag: '@all' }, async ({ open }) => {
  const first = await open();
  await runSizes(first.page, '32');
  await finished(first.page);
  await first.close();
  const { page } = await open({ userData: first.userData });
  await page.getByTestId('runs').getByRole('button').first().click();
  await expect(rows(page)).toHaveCount(1);
});
