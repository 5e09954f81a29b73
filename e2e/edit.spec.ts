// From "Edit a copy" to the verdict.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Api, originalText, PRODUCT, paste, status, verdict } from './edited-copy.ts';
import { expect, SWEEP, test, violationsOf } from './window.ts';

const CLI = resolve(import.meta.dirname, '../dist/cli.js');

/** A folder in which some commands of Tilescope ran, with its data. */
function folderAfter(...commands: string[][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const env = { ...process.env, TILESCOPE_USER_DATA: folder };
  for (const command of commands) {
    const ended = spawnSync(process.execPath, [CLI, ...command], { cwd: folder, env, encoding: 'utf8' });
    expect(ended.status, ended.stderr).toBe(0);
  }
  return folder;
}

/** A sweep on the CPU device. */
const sweep = (...parameters: string[]) => ['sweep', ...parameters, '--device', 'cpu', '--quiet'];

/** The bundle of a run that somebody else measured, with a kernel of their own. */
function bundleFromElsewhere(): string {
  const folder = folderAfter(
    ['new', 'gemm', 'theirs.metal'],
    sweep('--kernel', 'theirs.metal', '--contenders', 'own:theirs', '--sizes', '48', '--quick'),
    ['export', 'latest', 'theirs.bundle.json'],
  );
  return join(folder, 'theirs.bundle.json');
}

test('a text from elsewhere is compiled only after consent', { tag: '@all' }, async ({ open }) => {
  const showOpenDialog = { canceled: false, filePaths: [bundleFromElsewhere()] };
  const { page } = await open({ dialogs: { showOpenDialog } });
  await page.getByRole('button', { name: 'Open run…' }).click();
  await expect(page.getByTestId('run-title')).toContainText('Finished');
  const consent = page.getByRole('dialog', { name: 'Compile and run this text?' });

  await page.getByTestId('edit-msl').click();
  await expect(consent).toContainText(/\d+ lines of MSL of .*theirs came with a file/);
  await expect(consent).toContainText('So far nothing of it was compiled.');
  expect.soft(await violationsOf(page)).toEqual([]);
  const asked = { runId: '', cellId: '', edit: { texts: [null], launches: {} } };
  const refusal = await page.evaluate(async (request) => {
    const { invoke } = (window as unknown as { tilescope: Api }).tilescope;
    const [{ id }] = (await invoke('runs.list')).value;
    const { cells } = (await invoke('runs.get', { runId: id })).value;
    return invoke('edit.compile', { ...request, runId: id, cellId: cells[0].id });
  }, asked);
  expect(refusal).toMatchObject({ ok: false, error: { code: 'NO_CONSENT' } });
  await consent.getByRole('button', { name: 'Cancel' }).click();
  await expect(consent).toBeHidden();
  await expect(page.getByTestId('edit-panel')).toBeHidden();
  await expect(page.getByTestId('msl-panel')).toBeVisible();

  // Having declined once decides nothing for the next time.
  await page.getByTestId('edit-msl').click();
  await expect(consent).toBeVisible();
  await expect(status(page)).toBeEmpty();
  await page.getByTestId('agree').click();
  await expect(consent).toBeHidden();
  await expect(status(page)).toContainText('Compiles', SWEEP);

  // It holds for the run until Tilescope quits.
  await page.getByRole('button', { name: 'Close; the copy is kept' }).click();
  await page.getByTestId('edit-msl').click();
  await expect(page.getByTestId('edit-panel')).toBeVisible();
  await expect(consent).toBeHidden();
});

test('a copy is edited, checked, judged wrong, slower, and at all sizes', { tag: '@all' }, async ({
  open,
}) => {
  const userData = folderAfter(sweep('--sizes', '48,64', '--contenders', 'gemm-direct'));
  const { page } = await open({ userData });
  await page.getByTestId('edit-msl').waitFor();
  const original = await originalText(page, 'gemm-direct');
  await page.keyboard.press('e');
  await expect(page.getByTestId('edited')).toHaveText('as it was');
  await expect(page.getByTestId('time-copy')).toBeDisabled();
  expect.soft(await violationsOf(page)).toEqual([]);

  // A typo is underlined at its place, and keeps the copy from being timed.
  await paste(page, original.replace('return sum;', 'return sun;'));
  await expect(status(page)).toContainText('1 error', SWEEP);
  await status(page).getByRole('button', { name: '1 error' }).click();
  await expect(page.locator('.cm-lintRange-error')).toHaveText('sun');
  await expect(page.getByTestId('time-copy')).toBeDisabled();
  await page.keyboard.press('ControlOrMeta+Z');
  await expect(status(page)).toContainText('Compiles', SWEEP);

  await paste(page, original.replace(PRODUCT, `{ ${PRODUCT} ${PRODUCT} }`));
  await expect(status(page)).toContainText(/Check at .* error/, SWEEP);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(verdict(page)).toContainText(/WRONG .* at row \d+, column \d+ is/, SWEEP);

  const waste = 'volatile float waste = 0.0f; for (int w = 0; w < 2; w++) waste = waste + 1.0f;';
  await paste(page, original.replace(PRODUCT, `{ ${waste} ${PRODUCT} }`));
  await page.getByTestId('time-copy').click();
  await expect(verdict(page)).toContainText(/SLOWER by [\d.]+% \(95%: [\d.]+% to [\d.]+%\)/, SWEEP);

  // The copy is there again with the window; Escape leaves the text, in which Tab indents.
  await page.reload();
  await expect(page.getByTestId('edited')).toHaveText('edited');
  await page.getByTestId('edit-panel').getByRole('button', { name: 'Diff' }).click();
  await expect(
    page.getByTestId('copy-editor').locator('.cm-deletedChunk, .cm-changedLine').first(),
  ).toBeVisible();
  await page.getByTestId('copy-editor').locator('.cm-content').focus();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('edit-panel')).toBeFocused();

  await page.keyboard.press('ControlOrMeta+Shift+A');
  await expect(verdict(page).getByRole('listitem')).toHaveCount(2, SWEEP);
  await expect(verdict(page)).toContainText('geometric mean of 2 sizes');
  await expect(page.getByTestId('run-title')).toContainText('gemm-direct, edited');
  await expect(page.getByRole('region', { name: 'Results' })).toContainText('gemm-direct-edit');
  await page.getByRole('button', { name: 'Close; the copy is kept' }).click();
  await expect(page.getByTestId('msl-panel')).toBeVisible();
});

test('a copy of a kernel for a problem of its own is judged by that problem', { tag: '@all' }, async ({
  open,
}) => {
  const userData = folderAfter(
    ['new', 'custom', 'mine.metal'],
    sweep('--kernel', 'mine.metal', '--sizes', '64,65'),
  );
  const { page } = await open({ userData });
  await page.getByTestId('edit-msl').waitFor();
  const original = await originalText(page, 'own:mine');
  await page.keyboard.press('e');
  await expect(page.getByTestId('edited')).toHaveText('as it was');

  // Each row would be shifted by its first element.
  await paste(page, original.replace('largest = max(largest, x[j])', 'largest = max(largest, x[0])'));
  await expect(status(page)).toContainText('Compiles', SWEEP);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(verdict(page)).toContainText('WRONG', SWEEP);

  const backwards = original.replace('uint j = 1; j < sizes.n; j++', 'uint j = sizes.n - 1; j > 0; j--');
  expect(backwards).not.toBe(original);
  await paste(page, backwards);
  await expect(status(page)).toContainText('Compiles', SWEEP);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(verdict(page)).toContainText(/FASTER|SLOWER|SAME|UNCLEAR/, SWEEP);

  await page.keyboard.press('ControlOrMeta+Shift+A');
  await expect(verdict(page).getByRole('listitem')).toHaveCount(2, SWEEP);
  await expect(page.getByTestId('run-title')).toContainText('mine, edited');
  await page.screenshot({ path: test.info().outputPath('all-sizes.png') });
});
