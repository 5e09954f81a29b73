// The window as a whole: panes, keys, runs, and what it says. On the recorded run that comes with Tilescope, so that nothing
// is measured.
import { expect, newSweep, type Page, test, violationsOf } from './window.ts';

async function openDemo(page: Page) {
  await page.getByTestId('demo').click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
}

/** The test ids of the element with the focus and of all around it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const ids: string[] = [];
    for (let one = document.activeElement; one; one = one.parentElement) {
      const pane = one.getAttribute('data-pane');
      if (pane) ids.push(pane);
    }
    return ids[0] ?? document.activeElement?.tagName ?? '';
  });

test('runs are renamed by clicking elsewhere, deleted with ⌫ and restored, pinned, tagged and found', async ({
  open,
}) => {
  const { page } = await open();
  await openDemo(page);
  const run = page.getByTestId('run');
  await run.dblclick();
  await page.getByLabel('Run name').fill('Mine');
  await page.getByTestId('headline').click();
  await expect(run).toContainText('Mine');
  await expect(page.getByTestId('run-title')).toContainText('Mine');

  await run.focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('toast')).toContainText('Deleted “Mine”');
  await expect(run).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(run).toContainText('Mine');
  await expect(page.getByTestId('run-title')).toContainText('Mine');

  await page.keyboard.press('Shift+I');
  await expect(page.getByRole('navigation', { name: 'Runs' })).toContainText('Pinned');
  await page.keyboard.press('Shift+H');
  await page.keyboard.type('release, m1');
  await page.keyboard.press('Enter');
  await expect(run).toContainText('release');
  await page.keyboard.press('ControlOrMeta+Shift+F');
  await page.keyboard.type('#m2');
  await expect(run).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(run).toHaveCount(1);
});

test('F6 goes from pane to pane, few tab stops lead to the cells, and arrows move in them', async ({
  open,
}) => {
  const { page } = await open();
  await openDemo(page);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  let stops = 0;
  do {
    await page.keyboard.press('Tab');
    stops++;
  } while (stops < 40 && !(await page.evaluate(() => document.activeElement?.matches('td .cell'))));
  expect(stops).toBeLessThanOrEqual(20);

  for (const pane of ['msl', 'drawer', 'navigator', 'chart', 'table']) {
    await page.keyboard.press('F6');
    await expect.poll(() => focused(page)).toBe(pane);
  }
  await page.keyboard.press('PageDown');
  await page.keyboard.press('End');
  await expect(page.locator('td[data-pinned]')).toHaveAttribute('data-contender', 'cblas');
  expect(await focused(page)).toBe('table');
});

test('panes hide, maximise and come back; small windows keep the chart and the table', async ({ open }) => {
  const { page } = await open();
  await openDemo(page);
  const pane = (name: string) => page.locator(`[data-pane="${name}"]`);
  await page.keyboard.press('ControlOrMeta+Shift+M');
  await expect(pane('msl')).toBeHidden();
  await page.reload();
  await expect(pane('table')).toBeVisible();
  await expect(pane('msl')).toBeHidden();
  await page.keyboard.press('ControlOrMeta+Shift+M');
  await expect(pane('msl')).toBeVisible();
  await pane('table').locator('td .cell').first().focus();
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(pane('chart')).toBeHidden();
  await expect(pane('navigator')).toBeHidden();
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(pane('chart')).toBeVisible();

  // The second is 1440 × 900 at 200 %.
  for (const [size, hidden] of [
    [{ width: 900, height: 600 }, ['navigator']],
    [{ width: 720, height: 450 }, ['navigator', 'msl']],
  ] as const) {
    await page.setViewportSize(size);
    for (const name of hidden) await expect(pane(name)).toBeHidden();
    await expect.poll(async () => (await pane('chart').boundingBox())?.height).toBeGreaterThan(130);
    const table = await pane('table').boundingBox();
    expect(table?.height).toBeGreaterThan(90);
    expect((table?.y ?? 0) + (table?.height ?? 0)).toBeLessThanOrEqual(size.height);
    expect(table?.width).toBeGreaterThan(500);
    await expect(pane('table').locator('td .cell').first()).toBeInViewport();
  }
  await page.keyboard.press('ControlOrMeta+B');
  await expect(pane('navigator')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(pane('navigator')).toBeHidden();
});

test('a new sweep is a sheet that keeps what was typed; letters are text there, and can be switched off', async ({
  open,
}) => {
  const { page } = await open();
  await openDemo(page);
  await page.keyboard.press('n');
  const form = page.getByTestId('sweep-form');
  await expect(form).toBeVisible();
  await page.keyboard.type('512 x 512 x 64');
  await expect(page.getByTestId('sizes-hint')).toHaveText('1 size: 512 × 512 × 64');
  await expect(page.getByTestId('sweep-cost')).toContainText(/^7 cells.*about /);
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await newSweep(page);
  await expect(page.getByTestId('sizes')).toHaveValue('512 x 512 x 64');
  await page.keyboard.press('Escape');

  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.type('single-letter');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast')).toContainText('off');
  await page.keyboard.press('n');
  await page.keyboard.press('ControlOrMeta+N');
  await expect(form).toBeVisible();
});
