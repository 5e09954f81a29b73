// Looks at the gallery: every state of the window, drawn from fixtures, so that no figure of this machine is compared.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from './window.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * By colour scheme: the states whose pictures are kept, and those scanned for accessibility. A picture of every state
 * would take 5 MB, and a second scan of every state would find little but contrast.
 */
const LOOKS = {
  dark: {
    pictures: ['finished', 'welcome', 'running', 'pinned', 'troubles', 'interrupted'],
    scanned: (id: string) => id !== 'loading', // which shows nothing yet
  },
  light: {
    pictures: ['finished', 'report'],
    scanned: (id: string) => ['finished', 'troubles', 'doubtful', 'palette', 'report'].includes(id),
  },
};

test.beforeAll(() => {
  execFileSync('npm', ['run', '--silent', 'bundle:gallery'], { cwd: ROOT, stdio: 'inherit' });
});

const show = async (page: Page, id: string) => {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `${id}?still`);
  await expect(page.locator('html')).toHaveAttribute('data-gallery', id);
};

for (const colorScheme of ['dark', 'light'] as const) {
  test(`every state is as it was, and accessible: ${colorScheme}`, async ({ open }) => {
    test.slow();
    const { page } = await open({ gallery: true, colorScheme });
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.mouse.move(0, 0);
    const states = page.getByRole('navigation', { name: 'Gallery' }).getByRole('option');
    const ids = await states.evaluateAll((options) => options.map((option) => option.getAttribute('value')));
    expect(ids.length).toBeGreaterThan(20);

    for (const id of ids as string[]) {
      await test.step(id, async () => {
        await show(page, id);
        const { pictures, scanned } = LOOKS[colorScheme];
        if (pictures.includes(id)) await expect.soft(page).toHaveScreenshot(`${id}-${colorScheme}.png`);
        if (!scanned(id)) return;
        // The page is scanned in place: the shell opens no second one.
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const found = violations.map(
          ({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join(' ')}`,
        );
        expect.soft(found, id).toEqual([]);
      });
    }
    expect(errors).toEqual([]);
  });
}

test('the keyboard shortcuts and the palette open with a key', async ({ open }) => {
  const { page } = await open();
  await page.getByTestId('welcome').waitFor();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('ControlOrMeta+K');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('a run is imported from its file', async ({ open }) => {
  const filePaths = [join(ROOT, 'renderer/gallery/fixture/quick-sweep.json')];
  const { page } = await open({ dialogs: { showOpenDialog: { canceled: false, filePaths } } });
  await page
    .getByRole('button', { name: /import/i })
    .first()
    .click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  await expect(page.getByRole('region', { name: 'Chart' })).toBeVisible();
});
