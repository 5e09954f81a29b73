import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type LaunchOptions, type Page, test } from './window.ts';

// A recorded run, so that the drawing is compared and not the figures of this machine.
const RECORDED = join(import.meta.dirname, 'fixtures/quick-sweep.json');
const DIALOGS = { showOpenDialog: { canceled: false, filePaths: [RECORDED] } };

async function openRecorded(
  open: (options: LaunchOptions) => Promise<{ page: Page }>,
  colorScheme: 'dark' | 'light',
): Promise<Page> {
  const { page } = await open({ colorScheme, dialogs: DIALOGS });
  await page
    .getByTestId('runs')
    .getByRole('button', { name: /import/i })
    .or(page.getByRole('button', { name: /import/i }))
    .first()
    .click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  await expect(page.getByRole('region', { name: 'Chart' })).toBeVisible();
  await page.mouse.move(0, 0);
  return page;
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`the sweep view, ${colorScheme}`, async ({ open }) => {
    const page = await openRecorded(open, colorScheme);
    // Covers what names this machine.
    const mask = [page.getByTestId('status-bar'), page.getByRole('combobox', { name: 'Device' })];
    await expect(page).toHaveScreenshot(`sweep-${colorScheme}.png`, { mask, maskColor: '#6b7280' });
  });

  test(`the sweep view is accessible, ${colorScheme}`, async ({ open }) => {
    const page = await openRecorded(open, colorScheme);
    // Scans the page in place, since the shell opens no second one.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
  });
}

test('the keyboard shortcuts and the palette open with a key', async ({ open }) => {
  const page = await openRecorded(open, 'dark');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('ControlOrMeta+K');
  await expect(page.getByRole('dialog')).toBeVisible();
});
