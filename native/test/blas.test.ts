import { expect, test } from 'vitest';
import { native } from '../index.ts';
import { at, fill } from './harness.ts';

const FLOAT_EPSILON = 2 ** -23;

test.each([
  [1, 1, 1],
  [3, 5, 7],
  [64, 64, 64],
  [65, 33, 129],
])('sgemm of %i × %i × %i agrees with float64', async (m, n, k) => {
  const blas = native.blas();
  if ('reason' in blas) return expect(blas.reason).not.toBe('');
  const random = (rows: number, columns: number) => fill(rows * columns, () => Math.random() * 2 - 1);
  const [left, right] = [random(m, k), random(k, n)];
  const [a, b, c] = [
    await native.buffer('cpu', left.byteLength),
    await native.buffer('cpu', right.byteLength),
    await native.buffer('cpu', m * n * 4),
  ];
  await native.write(a, left);
  await native.write(b, right);
  const spec = { name: 'cblas-sgemm', dtype: 'f32', transposeA: false, transposeB: false } as const;
  const routine = await native.routine('cpu', { ...spec, m, n, k, a, b, c });
  for (const threads of [1, 2]) {
    const { gpuNs, wallNs } = await native.execute('cpu', routine, { threads, duplicates: 2 });
    expect(gpuNs).toBeNull();
    expect(wallNs).toBeGreaterThan(0);
    const got = new Float32Array(await native.read(c));
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let i = 0; i < k; i++) sum += at(left, row * k + i) * at(right, i * n + column);
        expect(Math.abs(at(got, row * n + column) - sum)).toBeLessThanOrEqual(k * FLOAT_EPSILON);
      }
    }
  }
  const larger = native.routine('cpu', { ...spec, m: m + 1, n, k, a, b, c });
  await expect(larger).rejects.toMatchObject({ code: 'BUFFER_RANGE' });
  for (const resource of [routine, a, b, c]) native.release(resource);
  await expect(native.execute('cpu', routine)).rejects.toMatchObject({ code: 'BAD_ARGUMENT' });
});

test('the cpu and the versions are described', async () => {
  const device = (await native.devices()).find(({ id }) => id === 'cpu');
  expect(device).toMatchObject({ id: 'cpu', kind: 'cpu', simdWidth: 32, maxThreadsPerThreadgroup: 1024 });
  expect(device?.threads).toBeGreaterThan(0);
  expect(native.versions().clang).toMatch(/clang version/);
});
