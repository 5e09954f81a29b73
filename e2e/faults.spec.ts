import { expect, finished, runSizes, SWEEP, test } from './window.ts';

test('a crash of the compute process shows an error and keeps the samples; the run resumes', {
  tag: '@all',
}, async ({ open }) => {
  const { page } = await open({ fault: 'crash@8' });
  await runSizes(page, '32,48');
  await expect(page.getByTestId('banner')).toContainText(/compute process/i, SWEEP);
  await expect(page.getByTestId('run-title')).toContainText('Interrupted');
  const verified = page.getByTestId('table').getByText(/[✓○]/);
  await expect(verified).not.toHaveCount(0);
  const before = await verified.count();
  expect(before).toBeLessThan(14);

  await page.getByTestId('resume').first().click();
  await finished(page);
  await expect(verified).toHaveCount(14);
});

test('a wrong kernel is shown as wrong and not ranked', { tag: '@all' }, async ({ open }) => {
  const { page } = await open({ fault: 'wrong@gemm-tiled' });
  await runSizes(page, '48,64');
  await finished(page);
  await expect(page.getByTestId('table').getByText(/^wrong/i)).toHaveCount(2);
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(12);
});

test('a kernel that does not compile fails its cells only', { tag: '@all' }, async ({ open }) => {
  const { page } = await open({ fault: 'compile@gemm-simdgroup' });
  await runSizes(page, '64');
  await finished(page);
  await expect(page.getByTestId('table').getByText(/^failed/i)).toHaveCount(1);
  await expect(page.getByTestId('table').getByText(/[✓○]/)).toHaveCount(6);
});
