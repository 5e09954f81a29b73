// What the system and other programs do with the window: files dropped on it, files and links opened with it, and how it
// comes back. On the recorded run that comes with Tilescope, so that nothing is measured.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page, test, violationsOf } from './window.ts';

const RECORDED = resolve(import.meta.dirname, '../electron/ipc/demo/quick-sweep.json');
let folder = '';

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-manners-'));
  copyFileSync(RECORDED, join(folder, 'recorded.json'));
  writeFileSync(join(folder, 'cells.csv'), 'm,n,k\n64,64,64\n');
});
test.afterEach(() => rmSync(folder, { recursive: true }));

/** Drags files over the window as a file manager does; returns what drops them. */
async function dragFiles(page: Page, names: string[]) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: names.map((name) => join(folder, name)), dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
  await drag('dragEnter');
  return async () => {
    // Each element under the pointer is first entered; only over one can files be dropped.
    for (let times = 0; times < 3; times++) await drag('dragOver');
    await drag('drop');
  };
}

/** Copies a link to what is shown, and returns it as a field gets it that it is pasted into. */
async function copyLink(page: Page): Promise<string> {
  await page.keyboard.press('ControlOrMeta+Shift+C');
  await expect(page.getByTestId('toast')).toContainText('Copied a link');
  const search = page.locator('#run-search');
  await search.focus();
  await page.keyboard.press('ControlOrMeta+V');
  const link = await search.inputValue();
  await search.fill('');
  return link;
}

test('files are opened by dropping them, and those of another kind say why not', async ({ open }) => {
  const { page } = await open();
  await expect(page.getByTestId('demo')).toBeVisible();
  const drop = await dragFiles(page, ['recorded.json', 'cells.csv']);
  await expect(page.getByTestId('drop-zone')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await drop();
  await expect(page.getByTestId('drop-zone')).toHaveCount(0);
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  await expect(page.getByTestId('notice')).toContainText(/^cells\.csv: .*not JSON/);
  await expect(page.getByTestId('run')).toHaveCount(1);
});

test('another start opens its files and links in the window that there is', async ({ open }) => {
  const { page, start } = await open();
  await expect(page.getByTestId('demo')).toBeVisible();
  await start(join(folder, 'recorded.json'));
  await expect(page.getByTestId('run-title')).toContainText('Finished');

  await page.locator('td .cell').nth(1).click();
  await page.keyboard.press('5');
  const link = await copyLink(page);
  expect(link).toMatch(/^tilescope:\/\/run\/[\da-f-]{36}#view=samples&cell=/);
  await page.getByTestId('headline').click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await expect(page.locator('td[data-pinned]')).toHaveCount(0);
  await start(link);
  await expect(page.locator('.samples-view')).toBeVisible();
  await expect(page.locator('td[data-pinned]')).toHaveCount(1);

  await page.getByTestId('run').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('run')).toHaveCount(0);
  await start(link);
  await expect(page.getByTestId('notice')).toContainText('is not here');
  await expect(page.getByTestId('run')).toHaveCount(0);
});

test('the window comes back as it was left', async ({ open }) => {
  const first = await open();
  const { page, userData } = first;
  await page.getByTestId('demo').click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  await page.keyboard.press('2');
  await expect(page.locator('.heat-map')).toBeVisible();
  const columns = page.locator('thead th[data-contender]');
  const contender = await columns.first().getAttribute('data-contender');
  const hidden = `thead th[data-contender="${contender}"]`;
  await columns.first().getByRole('button').press('-');
  await expect(page.locator(hidden)).toHaveCount(0);
  await page.locator('td .cell').first().click();
  const left = (await page.locator('td[data-pinned]').textContent()) ?? '';
  await page.keyboard.press('ControlOrMeta+B');
  await expect(page.locator('[data-pane="navigator"]')).toBeHidden();
  const layout = () =>
    page.evaluate(async () => {
      const settings = await window.tilescope?.invoke('settings.get');
      return JSON.stringify(settings?.ok && settings.value.layout);
    });
  await expect.poll(layout).toMatch(/view=heat-map.*cell=/);
  await first.close();

  const again = (await open({ userData })).page;
  await expect(again.locator('.heat-map')).toBeVisible();
  await expect(again.locator('td[data-pinned]')).toHaveText(left);
  await expect(again.locator(hidden)).toHaveCount(0);
  await expect(again.locator('[data-pane="navigator"]')).toBeHidden();
});
