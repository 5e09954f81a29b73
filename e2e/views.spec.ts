// The views of one run: the selection is the same in all of them.
import { expect, test } from './window.ts';

test('keys switch between views of the same selection', async ({ open }) => {
  const { page } = await open({ gallery: true });
  await page.evaluate(() => {
    location.hash = 'heat-map?still';
  });
  await expect(page.locator('html')).toHaveAttribute('data-gallery', 'heat-map');
  const view = page.getByRole('radiogroup', { name: 'View' });
  await expect(view.getByRole('radio', { checked: true })).toHaveText('Heat map');
  const map = page.getByRole('grid', { name: /^Ratio to/ });
  const place = map.getByRole('gridcell', { name: /^N 512, M 64:/ });
  await place.hover();
  await expect(page.locator('[data-problem="gemm-f32-64x512x256"][data-lit]')).toBeVisible();
  await place.click();
  await page.mouse.move(0, 0);
  await page.keyboard.press('3');
  await expect(page.getByTestId('roofline-dots').locator('path').first()).toBeAttached();
  await expect(page.getByTestId('chart-cursor')).toBeAttached();
  await page.keyboard.press('5');
  await expect(page.getByRole('region', { name: 'Figures of the samples' })).toContainText('64 × 512 × 256');
  await page.keyboard.press('6');
  await expect(view.getByRole('radio', { checked: true })).toHaveText('History');
  await expect(page.getByText('No run of this suite')).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByTestId('chart-plot').first()).toBeVisible();
});

test('a zoom of many sizes moves the axes at once, and Recharts draws the same when it rests', async ({
  open,
}) => {
  const { page } = await open({ gallery: true });
  await page.evaluate(() => {
    location.hash = 'many-sizes?still';
  });
  await expect(page.locator('html')).toHaveAttribute('data-gallery', 'many-sizes');
  const byRecharts = page.locator('.chart-frame .recharts-wrapper');
  await expect(byRecharts).toBeVisible();
  // The labels of the axes that are seen, with their places, now and in the first frame after a turn of the wheel.
  const [before, moving] = await page.getByTestId('chart-plot').evaluate(async (plot) => {
    const labels = () =>
      [...document.querySelectorAll('.chart-frame text:not(.roof-label)')].flatMap((text) => {
        const { x, y } = text.getBoundingClientRect();
        return text.checkVisibility() ? `${text.textContent} at ${Math.round(x)}, ${Math.round(y)}` : [];
      });
    Object.assign(window, { labels });
    const whole = labels();
    const { x, y, width } = plot.getBoundingClientRect();
    const place = { clientX: x + width * 0.7, clientY: y + 40 };
    plot.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: -300, cancelable: true }));
    await new Promise(requestAnimationFrame);
    return [whole.sort(), labels().sort()];
  });
  expect(moving).not.toEqual(before);
  expect(moving?.length).toBeGreaterThan(5);
  await expect(byRecharts).toBeVisible();
  const resting = () => page.evaluate(() => (window as unknown as { labels(): string[] }).labels().sort());
  await expect.poll(resting).toEqual(moving);
});
