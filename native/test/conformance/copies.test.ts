// The BLAS's copies and transposes of matrices: OpenBLAS and Accelerate have different functions for them.
import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { devices, needsRoutine } from './devices.ts';
import { bufferOf, elementsOf } from './operands.ts';

const NAME = 'cblas-copy';
const [MEMBERS, ROWS, COLUMNS] = [2, 33, 18];
const MEMBER = ROWS * COLUMNS;
const FROM = Float32Array.from({ length: MEMBERS * MEMBER }, (_, index) => index);
const TRANSPOSED = FROM.map((_, index) => {
  const place = index % MEMBER;
  return index - place + (place % ROWS) * COLUMNS + Math.floor(place / ROWS);
});

describe.each(devices)('copies on $id', ({ id }) => {
  test.for([
    { transpose: false, expected: FROM },
    { transpose: true, expected: TRANSPOSED },
  ])('transposed: $transpose', async ({ transpose, expected }, context) => {
    await needsRoutine(context, id, NAME);
    const empty = FROM.map(() => -1);
    const [x, y] = [await bufferOf(id, 'f32', FROM), await bufferOf(id, 'f32', empty)];
    const spec = { name: NAME, members: MEMBERS, columns: COLUMNS, transpose, dtype: 'f32', x, y } as const;
    const routine = await native.routine(id, { ...spec, rows: ROWS });
    await native.execute(id, routine, { threads: 2 });
    expect(await elementsOf('f32', y)).toEqual(expected);
    const larger = native.routine(id, { ...spec, rows: ROWS + 1 });
    await expect(larger).rejects.toMatchObject({ code: 'BUFFER_RANGE' });
    for (const resource of [routine, x, y]) native.release(resource);
  });
});
