import { expect, finished, newSweep, type Page, SWEEP, test } from './window.ts';

// The Metal backend over its double (native/test/apple): the window on a Mac, and every fault of a GPU.

const SIZES = '16:96:16';
/** Left out of sweeps, which keep two generated contenders, MPS and BLAS; long ones leave out MPSGraph, too. */
const LEFT_OUT = ['SIMD-group direct', 'Split-K', 'Stream-K'];
const LEVELS = ['MPSGraph level 0', 'MPSGraph default'];
const CONTENDERS = 4;
const CELLS = 6 * CONTENDERS;

test.skip(process.platform === 'darwin', 'macOS has Metal itself');

async function sweep(page: Page, sizes: string) {
  const form = await newSweep(page);
  await expect(form.getByRole('combobox', { name: 'Device' })).toHaveValue('metal');
  await form.getByTestId('method').locator('summary').click();
  await form.getByLabel('Time per problem').fill('50');
  await form.getByLabel('Shortest sample').fill('2');
  await form.getByLabel('Spin before each sample').fill('1');
  const leftOut = sizes.includes(':') ? [...LEFT_OUT, ...LEVELS] : LEFT_OUT;
  for (const name of leftOut) await form.getByRole('checkbox', { name, exact: true }).uncheck();
  await page.getByTestId('sizes').fill(sizes);
  await page.getByTestId('run-sweep').click();
}

const table = (page: Page) => page.getByRole('region', { name: 'Results' });
const drawer = (page: Page) => page.getByRole('region', { name: 'Details' });
const verified = (page: Page) => table(page).getByText(/[✓○]/);

test('a GPU is the default device; GPU time and wall time are labelled', async ({ open }) => {
  const { page } = await open({ double: {} });
  await sweep(page, '32');
  await finished(page);
  await expect(verified(page)).toHaveCount(6);
  await expect(page.getByTestId('clock')).toContainText('GPU and wall time');
  await expect(page.getByTestId('legend')).toContainText(/BLAS\s*Wall time/);
  await expect(page.getByTestId('legend')).toContainText(/MPSGraph level 0\s*GPU time/);
  await expect(page.getByTestId('legend')).toContainText(/MPSGraph default\s*Wall time/);

  await table(page).locator('td[data-contender="mps"] button').first().click();
  await expect(page.getByTestId('msl-panel')).toContainText('MPSMatrixMultiplication');
  await page.getByRole('tab', { name: 'Samples' }).click();
  await expect(drawer(page)).toContainText('Median wall time');
  await expect(drawer(page)).toContainText('thermal state nominal');
  await page.getByRole('tab', { name: 'Environment' }).click();
  await expect(page.getByTestId('environment')).toContainText(/Family\s*Apple\d/);
  await expect(page.getByTestId('environment')).toContainText('Unified memory');
});

test('private storage and indirect commands, and devices that do not support them', { tag: '@all' }, async ({
  open,
}) => {
  const { page } = await open({ double: {} });
  const form = await newSweep(page);
  await expect(form.getByRole('combobox', { name: 'Device' })).toHaveValue('metal');
  await form.getByTestId('method').locator('summary').click();
  await form.getByRole('combobox', { name: 'Encoding' }).selectOption('indirect');
  await form.getByRole('combobox', { name: 'Storage' }).selectOption('private');
  await form.getByRole('combobox', { name: 'Device' }).selectOption('cpu');
  await expect(form.getByTestId('method')).toContainText('Expected direct on cpu, which is not a GPU');
  await expect(page.getByTestId('run-sweep')).toBeDisabled();
  await form.getByRole('combobox', { name: 'Device' }).selectOption('metal');
  await form.getByLabel('Time per problem').fill('50');
  await page.getByTestId('sizes').fill('48');
  await page.getByTestId('run-sweep').click();
  await finished(page);
  await expect(page.getByTestId('clock')).toContainText(
    'storage private, encoding indirect, after a spin of 10 ms',
  );
  await expect(verified(page)).toHaveCount(5);
  await expect(table(page)).toContainText('MPS encodes its own commands');
});

// The roof is measured until it can be trusted, so what is compiled and run before the cells differs: faults wait for the
// second size.
for (const [options, code] of [
  [{ double: {}, fault: 'double@5:compile-error@1' }, 'COMPILE_FAILED'],
  [{ double: {}, fault: 'double@5:pipeline-failure@1' }, 'PIPELINE_FAILED'],
  [{ double: {}, fault: 'double@5:command-buffer-error@24' }, 'COMMAND_BUFFER_FAILED'],
  [{ double: {}, fault: 'double@5:out-of-memory@1' }, 'OUT_OF_MEMORY'],
] as const) {
  test(`${code} fails its own cells, and the sweep continues`, { tag: '@all' }, async ({ open }) => {
    const { page } = await open(options);
    await sweep(page, SIZES);
    await finished(page);
    const failed = table(page).getByText(code);
    const count = await failed.count();
    expect(count).toBeGreaterThan(0);
    // Lack of memory fails all cells of its size; everything else fails one.
    expect(count).toBeLessThanOrEqual(code === 'OUT_OF_MEMORY' ? CONTENDERS : 1);
    await expect(verified(page)).toHaveCount(CELLS - count);
  });
}

for (const [fault, code, timeoutS] of [
  ['device-lost', 'DEVICE_LOST', undefined],
  // Long enough for everything else on a busy machine.
  ['hang', 'KERNEL_STUCK', 20],
] as const) {
  test(`${fault}: the sweep is interrupted, keeps its samples, and resumes`, { tag: '@all' }, async ({
    open,
  }) => {
    const { page } = await open({ double: { timeoutS }, fault: `double@5:${fault}@24` });
    await sweep(page, SIZES);
    await expect(page.getByTestId('banner')).toBeVisible(SWEEP);
    await expect(page.getByTestId('run-title')).toContainText('Interrupted');
    await expect(table(page).getByText(code)).toHaveCount(1);
    const before = await verified(page).count();
    expect(before).toBeGreaterThan(0);
    await page.getByTestId('resume').first().click();
    await finished(page);
    await expect(table(page).getByText(code)).toHaveCount(1);
    await expect(verified(page)).toHaveCount(CELLS - 1);
  });
}

test('a hot machine gives hollow marks, with the reason', { tag: '@all' }, async ({ open }) => {
  const { page } = await open({ double: { fault: 'thermal-serious' } });
  await expect(page.getByTestId('conditions')).toContainText('thermal state serious');
  await sweep(page, '32');
  await finished(page);
  await expect(table(page).getByText('○')).toHaveCount(6);
  await expect(page.locator('[data-testid="chart"] [data-hollow]').first()).toBeAttached();
  await table(page).locator('td[data-contender="mps"] button').click();
  await page.getByRole('tab', { name: 'Samples' }).click();
  await expect(drawer(page)).toContainText('Doubtful: thermal state serious');
});

test('counters that are zero give no encoder time', { tag: '@all' }, async ({ open }) => {
  const { page } = await open({ double: { fault: 'counters-zero' } });
  await sweep(page, '32');
  await finished(page);
  await table(page).locator('td[data-contender="mps"] button').click();
  await page.getByRole('tab', { name: 'Samples' }).click();
  await expect(drawer(page)).toContainText(/Median encoder time\s*Not sampled/);
});
