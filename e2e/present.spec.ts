// The presenter's journey: views are saved, presented with notes, and exported. On the recorded run that comes with
// Tilescope, whose story has a slide of each kind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { findChromium } from '../electron/chromium-shell/chromium/find-chromium.ts';
import { pdfText } from './pdf-text.ts';
import { expect, type Page, SWEEP, test } from './window.ts';

/** Slides of the recorded run. */
const RECORDED = 6;
/** electron/main/application.ts: a window that crashes sooner than this after it was opened is not opened again. */
const CRASH_LOOP_MS = 5000;

async function openDemo(page: Page) {
  await page.getByTestId('demo').click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
}

test('a view is saved as a slide, the story is presented with notes, and exported', async ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const at = (name: string) => join(folder, name);
  const names = ['slides.pdf', 'view.png', 'view.svg', 'figures.csv', 'run.tilescope.json'];
  const showSaveDialog = names.map((name) => ({ canceled: false, filePath: at(name) }));
  const { page } = await open({ dialogs: { showSaveDialog } });
  await openDemo(page);

  await page.keyboard.press('3');
  await page.keyboard.press('ControlOrMeta+D');
  const toast = page.getByTestId('toast');
  await expect(toast).toContainText(`Saved as slide ${RECORDED + 1}`);
  await toast.getByRole('button', { name: 'Show slides' }).click();
  const slides = page.getByTestId('slides');
  await expect(slides.getByTestId('slide')).toHaveCount(RECORDED + 1);
  await slides.getByLabel('Sentence').fill('Every size stays below the roof');
  await slides.getByLabel('Notes for the speaker').fill('Ask who has measured their own roof.');
  await slides.getByRole('button', { name: 'Present from here' }).focus();
  const last = slides.getByTestId('slide').last();
  await expect(last).toHaveAttribute('aria-label', /Every size stays below the roof/);
  await last.focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(slides.getByTestId('slide').nth(RECORDED - 1)).toHaveAttribute('aria-label', /below the roof/);

  await page.keyboard.press('ControlOrMeta+Shift+P');
  const stage = page.getByTestId('presentation');
  const told = page.getByTestId('slide-told');
  await expect(told).toContainText(`Slide 1 of ${RECORDED + 1}: SIMD-group direct is 1.17× as fast`);
  const lines = stage.locator('[data-testid="chart-lines"] [data-contender]');
  await expect(lines).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(lines).toHaveCount(2);
  await page.keyboard.press('ArrowLeft');
  await expect(lines).toHaveCount(1);
  for (let step = 0; step < 4; step++) await page.keyboard.press('PageDown');
  await expect(told).toContainText('Slide 2 of');

  const opened = page.context().waitForEvent('page', { timeout: 0 });
  await page.keyboard.press('n');
  const notes = (await opened).getByTestId('notes-page');
  await expect(notes).toContainText(`2 of ${RECORDED + 1}`);
  await expect(notes).toContainText('65 is one more than a tile');
  await expect(notes.getByRole('img', { name: 'Next step' })).toBeVisible();
  await notes.getByRole('button', { name: 'Pause timer' }).click();
  await expect(notes.getByRole('timer', { name: 'Timer, paused' })).toBeVisible();
  await notes.press('p');
  await expect(notes.getByRole('timer', { name: 'Timer', exact: true })).toBeVisible();
  for (let step = 0; step < 4; step++) await notes.getByRole('button', { name: 'Next' }).click();
  await expect(told).toContainText('Every size stays below the roof');
  await expect(notes).toContainText('Ask who has measured their own roof.');
  await page.keyboard.press('b');
  await expect(stage).toHaveAttribute('data-blank', 'true');
  await page.keyboard.press('Escape');
  await expect(stage).toBeHidden();
  await expect.poll(() => page.context().pages().length).toBe(1);

  await page.keyboard.press('Shift+L');
  const log = page.getByTestId('log');
  const choose = async (item: string, name: string) => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(log).toContainText(at(name), { timeout: 300_000 });
  };
  await choose('Save slides as PDF', 'slides.pdf');
  await choose('Save view as PNG', 'view.png');
  await choose('Save view as SVG', 'view.svg');
  await choose('Save shown figures as CSV', 'figures.csv');
  await choose('Export run', 'run.tilescope.json');
  const png = readFileSync(at('view.png'));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1920, 1080]);
  expect(readFileSync(at('view.svg'), 'utf8')).toContain('AMD EPYC');
  expect(readFileSync(at('figures.csv'), 'utf8').trim().split('\r\n')).toHaveLength(1 + 4 * 13);
  expect(pdfText(readFileSync(at('slides.pdf')))).toContain('belowtheroof');
  const { run } = JSON.parse(readFileSync(at('run.tilescope.json'), 'utf8'));
  expect(run.story).toHaveLength(RECORDED + 1);
  rmSync(folder, { recursive: true });
});

test('a slide is measured while it is presented', { tag: '@all' }, async ({ open }) => {
  const { page } = await open();
  await openDemo(page);
  await page.keyboard.press('ControlOrMeta+Shift+P');
  await page.keyboard.press('End');
  const badge = page.getByTestId('live-badge');
  await expect(badge).toHaveText('Measured just now', SWEEP);
  await expect(page.getByTestId('presentation')).toContainText('Live');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('run')).toHaveCount(2);
});

test('when the process of the window ends, the notes close and a new window opens', { tag: '@all' }, async ({
  open,
}) => {
  const { page } = await open();
  await openDemo(page);
  await page.keyboard.press('ControlOrMeta+Shift+P');
  const context = page.context();
  const notesOpened = context.waitForEvent('page', { timeout: 0 });
  await page.keyboard.press('n');
  const notes = await notesOpened;
  await expect(notes.getByTestId('notes-page')).toContainText('1 of');

  await page.waitForTimeout(CRASH_LOOP_MS);
  const notesClosed = notes.waitForEvent('close', { timeout: 0 });
  const again = context.waitForEvent('page', { timeout: 0 });
  const session = await context.newCDPSession(page);
  void session.send('Page.crash').catch(() => undefined);
  await notesClosed;
  await expect((await again).getByTestId('runs')).toContainText('SGEMM, 13 sizes');
});

test('a report presents its story in a browser, without Tilescope', { tag: '@all' }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const file = join(folder, 'report.html');
  const dist = resolve(import.meta.dirname, '../dist');
  const env = { ...process.env, TILESCOPE_USER_DATA: folder };
  const written = spawnSync('node', [join(dist, 'cli.js'), 'report', join(dist, 'demo.json'), file], { env });
  expect(written.status).toBe(0);
  const browser = await chromium.launch({
    executablePath: findChromium(),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByTestId('chart-lines').first()).toBeVisible();

  await page.keyboard.press('ControlOrMeta+Shift+P');
  const stage = page.getByTestId('presentation');
  const told = page.getByTestId('slide-told');
  await expect(told).toContainText(`Slide 1 of ${RECORDED}: SIMD-group direct is 1.17× as fast`);
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
  await expect.poll(isFull).toBe(true);
  const lines = stage.locator('[data-testid="chart-lines"] [data-contender]');
  for (let line = 1; line <= 4; line++) {
    await expect(lines).toHaveCount(line);
    await page.keyboard.press('ArrowRight');
  }
  for (let slide = 2; slide <= RECORDED; slide++) {
    await expect(told).toContainText(`Slide ${slide} of ${RECORDED}`);
    await expect(stage.locator('svg').first()).toBeVisible();
    await page.keyboard.press('PageDown');
  }
  await expect(told).toContainText(`Slide ${RECORDED} of ${RECORDED}`);
  // Nothing can be measured in a report, whose slides are the record.
  await expect(page.getByTestId('live-badge')).toBeHidden();
  await page.keyboard.press('Home');
  await expect(told).toContainText(`Slide 1 of ${RECORDED}`);
  await page.keyboard.press('Escape');
  await expect(stage).toBeHidden();
  await expect.poll(isFull).toBe(false);
  expect(errors).toEqual([]);
  await browser.close();
  rmSync(folder, { recursive: true });
});
