import { describe, expect, it } from 'vitest';
import { contendersOf } from '../catalog.ts';
import { generate } from '../generate.ts';
import { tensorOperationLine, usesTensorOperations } from './tensor-operations.ts';

const TEXT = `#include <metal_tensor>
/* matmul2d<one> and
   matmul2d<two> */ // matmul2d<three>
kernel void k() {
    matmul2d < descriptor, execution_simdgroups<4>> op;
}`;

describe('tensor operations of a text', () => {
  it('are found outside of comments', () => {
    expect(tensorOperationLine(TEXT)).toBe(5);
    expect(tensorOperationLine(TEXT.replace('matmul2d < ', 'my_matmul2d<'))).toBeNull();
  });

  it('need a version of the language that has them', () => {
    const versions = ['3.1', '3.2', '4.0', '4.1'] as const;
    expect(
      versions.map((languageVersion) => usesTensorOperations({ source: TEXT, languageVersion })),
    ).toEqual([false, false, true, true]);
  });

  it.each(contendersOf('gemm').filter(({ kind }) => kind === 'generated'))(
    'are in the programs of generated contenders that say so: $id',
    ({ id, simdgroups }) => {
      const made = generate(id, { op: 'gemm', dtype: 'f16', m: 64, n: 64, k: 64 });
      if ('issues' in made) throw new Error(JSON.stringify(made.issues));
      expect(made.program.passes.some(({ kernel }) => usesTensorOperations(kernel))).toBe(
        simdgroups === 'tensors',
      );
    },
  );
});
