import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pdfText } from './pdf-text.ts';
import { expect, test } from './window.ts';

const RUN = join(import.meta.dirname, '../electron/ipc/demo/quick-sweep.json');

test('the window saves a view as SVG and PNG, and the report as PDF', async ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'tilescope-e2e-'));
  const at = (name: string) => join(folder, name);
  const names = ['chart.svg', 'chart.png', 'report.pdf'];
  const showSaveDialog = names.map((name) => ({ canceled: false, filePath: at(name) }));
  const showOpenDialog = { canceled: false, filePaths: [RUN] };
  const { page } = await open({ dialogs: { showOpenDialog, showSaveDialog } });
  const button = (name: string) => page.getByRole('button', { name });
  await button('Open run…').click();
  await expect(page.getByRole('region', { name: 'Chart' })).toBeVisible();
  // What is saved is read back once the log tells of it.
  await page.keyboard.press('Shift+L');
  const log = page.getByTestId('log');
  const choose = async (name: string) => {
    await button('Export').click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose('Save view as SVG');
  await expect(log).toContainText(at('chart.svg'));
  await choose('Save view as PNG');
  await expect(log).toContainText(at('chart.png'));
  await page.keyboard.press('Shift+P');
  await expect(log).toContainText(at('report.pdf'), { timeout: 300_000 });

  const svg = readFileSync(at('chart.svg'), 'utf8');
  const png = readFileSync(at('chart.png'));
  expect(png.readUInt32BE(16)).toBe(2 * Number(/width="(\d+)"/.exec(svg)?.[1]));
  // Pixels of the colour of the first line, --series-1 in the light theme.
  await page.goto('about:blank');
  const colors = await page.evaluate(
    async (sources) => {
      const counts: number[] = [];
      for (const source of sources) {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, image.width, image.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === 0xb8 && data[at + 1] === 0x6e && data[at + 2] === 0) count += 1;
        counts.push(count);
      }
      return counts;
    },
    [`data:image/svg+xml,${encodeURIComponent(svg)}`, `data:image/png;base64,${png.toString('base64')}`],
  );
  expect(Math.min(...colors)).toBeGreaterThan(100);
  expect(pdfText(readFileSync(at('report.pdf')))).toContain('SIMD-groupmatrix');
  rmSync(folder, { recursive: true });
});
