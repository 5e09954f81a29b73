import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findChromium } from '../chromium/find-chromium.ts';
import { askInPage } from './message-box.ts';

let browser: Browser;

beforeAll(async () => {
  const chromiumSandbox = process.getuid?.() !== 0;
  browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox, timeout: 0 });
});
afterAll(() => browser.close());

const BOX = {
  title: 'Tilescope',
  message: 'The runs cannot be opened',
  detail: 'The run store /tmp/<b>x</b> is damaged.\n\nMove it away.',
  buttons: ['Try Again', 'Use a New File', 'Quit'],
  cancelId: 2,
};

it('shows a text with its buttons, and answers with the one that is pressed', async () => {
  const page = await browser.newPage();
  const answer = askInPage(page, BOX);
  const box = page.getByRole('alertdialog', { name: BOX.message });
  await box.waitFor();
  expect(await box.getByText('/tmp/<b>x</b> is damaged').count()).toBe(1);
  expect(await box.getByRole('button').allTextContents()).toEqual(BOX.buttons);
  await box.getByRole('button', { name: 'Use a New File' }).click();
  expect(await answer).toEqual({ response: 1, text: '' });
  expect(await box.count()).toBe(0);
});

it('is cancelled when its page is closed', async () => {
  const page = await browser.newPage();
  const answer = askInPage(page, BOX);
  await page.getByRole('alertdialog').waitFor();
  await page.close();
  expect(await answer).toEqual({ response: 2, text: '' });
});

it('takes a text', async () => {
  const page = await browser.newPage();
  const answer = askInPage(page, { ...BOX, field: { label: 'Path', text: '/old' } });
  const field = page.getByRole('textbox', { name: 'Path' });
  expect(await field.inputValue()).toBe('/old');
  await field.fill('/new');
  await page.getByRole('button', { name: 'Quit' }).click();
  expect(await answer).toEqual({ response: 2, text: '/new' });
});
