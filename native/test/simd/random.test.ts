import { expect, test } from 'vitest';
import { extent } from '../extent.ts';
import { execute, fill, HEADER } from '../harness.ts';
import { seeded } from '../mutated-text.ts';
import { LANES } from './kernels.ts';
import { BEFORE_PROGRAMS, DECLARED, DEFINED, randomProgram } from './random-program.ts';

/** As many as are compiled at once. */
const PROGRAMS = 4;

const texts = extent('texts of random programs in which lanes exchange values', 1, 120);
const SEEDS = Array.from({ length: texts }, (_, i) => i);

test.each(SEEDS)(
  'lanes of random programs exchange values with those in step with them: %i',
  async (seed) => {
    const random = seeded(seed);
    const programs = Array.from({ length: PROGRAMS }, () => randomProgram(random));
    const kernels = programs.map(
      ({ text }, i) =>
        `kernel void k${i}(device float *out [[buffer(0)]], uint lane [[thread_index_in_simdgroup]]) {\nfloat s = lane;\n${text}\nout[lane] = s;\n}\n`,
    );
    const isFirst = seed % 2 === 0;
    const source = `${HEADER}${DECLARED}${isFirst ? DEFINED : ''}${BEFORE_PROGRAMS}${kernels.join('')}${isFirst ? '' : DEFINED}`;
    for (const [i, { expected }] of programs.entries()) {
      const out = fill(LANES);
      await execute(source, { kernel: `k${i}`, arguments: [out], threadsPerThreadgroup: [LANES, 1, 1] });
      expect([...out], source).toEqual(expected);
    }
  },
);
