import { expect, test } from 'vitest';
import { CONTENDERS, describeOn } from './catalog.ts';

test('of contenders with tensor operations it is said which units of a GPU run them', () => {
  const on = (family: string) => ({ kind: 'gpu', name: 'Apple M', gpu: { family } }) as const;
  for (const contender of CONTENDERS) {
    const { simdgroups, description } = contender;
    const isTensor = simdgroups === 'tensors';
    expect(describeOn(on('Apple9'), contender)).toBe(
      isTensor
        ? `${description}. Tensor operations run on the vector units (ALU) of this GPU, no faster than SIMD-group matrices`
        : description,
    );
    expect(describeOn(on('Apple10'), contender).endsWith('on the matrix units of this GPU')).toBe(isTensor);
    expect(describeOn({ kind: 'cpu', name: 'cpu' }, contender)).toBe(description);
    expect(describeOn(undefined, contender)).toBe(description);
  }
});
