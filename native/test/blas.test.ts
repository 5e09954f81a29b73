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

test.each([true, false])('copies of matrices, transposed: %s', async (transpose) => {
  if ('reason' in native.blas()) return;
  const [members, rows, columns] = [2, 33, 18];
  const from = fill(members * rows * columns, (index) => index);
  const [x, y] = [await native.buffer('cpu', from.byteLength), await native.buffer('cpu', from.byteLength)];
  await native.write(x, from);
  const spec = { name: 'cblas-copy', members, columns, transpose, dtype: 'f32', x, y } as const;
  const routine = await native.routine('cpu', { ...spec, rows });
  await native.execute('cpu', routine, { threads: 2 });
  const expected = from.map((_, index) => {
    const [member, place] = [Math.floor(index / (rows * columns)), index % (rows * columns)];
    if (!transpose) return index;
    return member * rows * columns + (place % rows) * columns + Math.floor(place / rows);
  });
  expect(new Float32Array(await native.read(y))).toEqual(expected);
  const larger = native.routine('cpu', { ...spec, rows: rows + 1 });
  await expect(larger).rejects.toMatchObject({ code: 'BUFFER_RANGE' });
  for (const resource of [routine, x, y]) native.release(resource);
});

test('the cpu and the versions are described', async () => {
  const device = (await native.devices()).find(({ id }) => id === 'cpu');
  expect(device).toMatchObject({ id: 'cpu', kind: 'cpu', simdWidth: 32, maxThreadsPerThreadgroup: 1024 });
  expect(device?.threads).toBeGreaterThan(0);
  expect(native.versions().clang).toMatch(/clang version/);
});
