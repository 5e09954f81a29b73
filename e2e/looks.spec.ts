// Looks at the gallery: every state of the window, drawn from fixtures, so that no figure of this machine is compared.
import { join } from 'node:path';
import { expect, type Page, test, violationsOf } from './window.ts';

const ROOT = join(import.meta.dirname, '..');

/** States whose pictures are kept, by colour scheme. A picture of every state would take 5 MB. */
const PICTURES = {
  dark: [
    'finished',
    'welcome',
    'running',
    'pinned',
    'troubles',
    'interrupted',
    'compile-times',
    'convolution-error',
    'tuning',
    'editing',
    'editing-judged',
    'heat-map',
    'roofline',
    'review',
    'slides',
    'presenting',
    'presenting-msl',
    'history',
  ],
  light: ['finished', 'report'],
};

/** The main views, whose pictures are kept at other widths, too. */
const MAIN_VIEWS = ['finished', 'heat-map', 'roofline', 'review', 'history'];
const WINDOWS = [
  { width: 1100, height: 720 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
];

async function show(page: Page, id: string) {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `${id}?still`);
  await expect(page.locator('html')).toHaveAttribute('data-gallery', id);
}

/** The ids of all states, as the gallery's own bar lists them. */
async function statesOf(page: Page): Promise<string[]> {
  const options = page.getByRole('navigation', { name: 'Gallery' }).getByRole('option');
  await expect(options.first()).toBeAttached();
  const ids = await options.evaluateAll((list) => list.map((option) => option.getAttribute('value') ?? ''));
  expect(ids.length).toBeGreaterThan(20);
  return ids;
}

test('every state of the window is as it was', async ({ open }) => {
  const { page } = await open({ gallery: true });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const states = await statesOf(page);
  // The fixtures are of this year.
  await page.clock.setFixedTime(new Date('2026-12-01T12:00:00'));
  await page.mouse.move(0, 0);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const id of colorScheme === 'dark' ? states : PICTURES.light) {
      await test.step(`${id}, ${colorScheme}`, async () => {
        await show(page, id);
        if (!PICTURES[colorScheme].includes(id)) return;
        await expect.soft(page).toHaveScreenshot(`${id}-${colorScheme}.png`);
        if (id === 'finished') expect.soft(await violationsOf(page)).toEqual([]);
      });
    }
  }
  expect(errors).toEqual([]);
});

for (const size of WINDOWS) {
  test(`the main views are as they were in ${size.width} pixels`, { tag: '@all' }, async ({ open }) => {
    const { page } = await open({ gallery: true });
    await page.clock.setFixedTime(new Date('2026-12-01T12:00:00'));
    await page.mouse.move(0, 0);
    await page.setViewportSize(size);
    for (const id of MAIN_VIEWS) {
      await show(page, id);
      await expect.soft(page).toHaveScreenshot(`${id}-dark-${size.width}.png`);
    }
  });
}

test('the buttons of the first page stay where they are when the devices arrive', async ({ open }) => {
  const { page } = await open({ gallery: true });
  const places: unknown[] = [];
  for (const id of ['looking', 'welcome']) {
    await show(page, id);
    places.push(await page.getByTestId('demo').boundingBox());
  }
  expect(places[1]).toEqual(places[0]);
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`every state is accessible, ${colorScheme}`, { tag: '@all' }, async ({ open }) => {
    const { page } = await open({ gallery: true, colorScheme });
    for (const id of await statesOf(page)) {
      await show(page, id);
      // While it loads, the window has nothing to scan.
      if (id !== 'loading') expect.soft(await violationsOf(page), id).toEqual([]);
    }
  });
}

/** Between the margins of an A4 page: styles/print.css. */
const PAPER_PX = 702;

test('a report prints on A4 without losing a column', async ({ open }) => {
  const { page } = await open({ gallery: true });
  await show(page, 'report');
  const contenders = await page.locator('.sweep-table thead .contender-name').count();
  await page.setViewportSize({ width: PAPER_PX, height: 1030 });
  await page.emulateMedia({ media: 'print' });
  const tables = page.getByTestId('printed-table');
  await expect(tables.first()).toBeVisible();
  await expect(tables.locator('thead .contender-name')).toHaveCount(contenders);
  const beyond = await page
    .locator('.report-card, .sweep-table td, .sweep-table th, .figures > *, .legend-entry, .cm-line')
    .evaluateAll((elements, width) => {
      const isCut = (one: Element) =>
        one.getBoundingClientRect().right > width + 0.5 || one.scrollWidth > one.clientWidth + 1;
      return elements
        .filter((one) => one.clientWidth > 0 && isCut(one))
        .map(({ outerHTML }) => outerHTML.slice(0, 200));
    }, PAPER_PX);
  expect(beyond).toEqual([]);
});

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
  const filePaths = [join(ROOT, 'electron/ipc/demo/quick-sweep.json')];
  const { page } = await open({ dialogs: { showOpenDialog: { canceled: false, filePaths } } });
  await page.getByRole('button', { name: 'Open run…' }).click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  await expect(page.getByRole('region', { name: 'Chart' })).toBeVisible();
});
