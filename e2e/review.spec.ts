// The reviewer's journey: a baseline, a candidate with a planted loss of 5 %, the inbox, the texts, a decision, an export.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantPair } from '../electron/store/fixture/plant-pair.ts';
import { plantUnclear } from '../electron/store/fixture/plant-unclear.ts';
import { expect, SWEEP, test, violationsOf } from './window.ts';

test('a candidate that lost 5 % is reviewed, rejected with a note and exported', async ({ open }) => {
  const userData = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  plantPair(userData);
  const filePath = join(userData, 'review.md');
  const { page } = await open({ userData, dialogs: { showSaveDialog: { canceled: false, filePath } } });

  // The older run becomes the baseline, and the newer one is the candidate.
  await page.getByTestId('run').last().click();
  await expect(page.getByTestId('run-title')).toContainText('Nightly');
  await expect(page.getByTestId('run-title')).not.toContainText('after the change');
  await page.keyboard.press('b');
  await expect(page.getByTestId('runs')).toContainText('baseline');
  await page.getByTestId('run').first().click();
  await page.keyboard.press('4');
  await expect(page.getByTestId('review-summary')).toContainText('1 broken, 3 slower, 2 faster, 1 unclear');
  await expect(page.getByTestId('case-verdict')).toHaveText('BROKEN');
  expect.soft(await violationsOf(page)).toEqual([]);

  // The loss with its text.
  await page.keyboard.press('j');
  await expect(page.getByTestId('case-verdict')).toHaveText('SLOWER');
  await expect(page.getByTestId('case')).toContainText(/\+[45]\.\d%/);
  await expect(page.getByTestId('msl-changed')).toHaveText('The text differs');
  await expect(page.getByTestId('msl-code').locator('.cm-deletedChunk').first()).toContainText('unroll');
  await page.keyboard.press('x');
  await expect(page.getByTestId('pixel-share')).toContainText('of the drawn pixels differ');
  await page.keyboard.press('o');

  // Letters are text while the note is written.
  await page.keyboard.press('r');
  await expect(page.getByTestId('case-decision')).toContainText('Rejected');
  await page.keyboard.press('n');
  await page.keyboard.type('rolled up: jar');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('case-decision')).toContainText('“rolled up: jar”');
  await page.keyboard.press('a');
  await expect(page.getByTestId('case-decision')).toContainText('Accepted');
  await page.keyboard.press('u');
  await expect(page.getByTestId('case-decision')).toContainText('Rejected');

  await page.getByTestId('export-markdown').click();
  await expect(page.getByText('Exported the review to')).toBeVisible();
  const exported = readFileSync(filePath, 'utf8');
  expect(exported).toContain('rolled up: jar');
  expect(exported).toContain('1 rejected, 6 open');

  // What is decided is kept, and the cell is shown again; accepting the rest does not make a rejected candidate the baseline.
  await page.reload();
  await expect(page.getByTestId('run-title')).toContainText('after the change');
  await page.keyboard.press('4');
  await expect(page.getByTestId('review-summary')).toContainText('1 rejected, 6 open');
  await expect(page.getByTestId('case-decision')).toContainText('“rolled up: jar”');
  await page.keyboard.press('Shift+A');
  await expect(page.getByTestId('review-summary')).toContainText('1 rejected, 6 accepted, nothing open');
  await page.keyboard.press('a');
  await expect(page.getByTestId('review-summary')).toContainText('Accepted');
  await expect(page.getByTestId('run').first()).toContainText('baseline');
});

test('an unclear cell is measured again, side by side, after consent', { tag: '@all' }, async ({ open }) => {
  const userData = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  plantUnclear(userData);
  const { page } = await open({ userData });
  await page.getByTestId('run').last().click();
  await expect(page.getByTestId('run-title')).not.toContainText('after the change');
  await page.keyboard.press('b');
  await page.getByTestId('run').first().click();
  await page.keyboard.press('4');
  await expect(page.getByTestId('case-verdict')).toHaveText('UNCLEAR');
  await expect(page.getByTestId('case')).toContainText('Screened: ');

  // The programs of both runs came with a file.
  await page.getByTestId('rematch').click();
  await expect(page.getByText('2 programs of these runs came with a file')).toBeVisible();
  await page.getByRole('button', { name: 'Run them' }).click();
  await expect(page.getByTestId('rematch')).toBeDisabled();
  // The roof is measured first.
  await expect(page.getByTestId('runs')).toContainText('Nightly, after the change against Nightly', SWEEP);

  // The review stays, and tells the verdict of the rematch once that is over.
  await expect(page.getByTestId('case')).toContainText('Rematch: ', SWEEP);
  await expect(page.getByTestId('rematch-run')).toBeVisible();
  const verdict = (await page.getByTestId('case-verdict').textContent()) ?? '';
  expect(['FASTER', 'SLOWER', 'SAME', 'UNCLEAR']).toContain(verdict);
  await expect(page.getByTestId('rematch')).toBeEnabled({ enabled: verdict === 'UNCLEAR' });
  await page.getByTestId('rematch-run').click();
  await expect(page.getByTestId('run-title')).toContainText('against Nightly');
});
