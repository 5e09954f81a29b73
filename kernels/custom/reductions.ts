import type { Tree } from '../expression/tree.ts';
import type { Term } from './functions.ts';

type Reduction = Extract<Tree, { type: 'reduction' }>;

/** How a reduction goes on with one more term, and what its scale is in the end. */
export const REDUCTION_STEPS: Readonly<
  Record<Reduction['over'], { start: string; step(so: Term, far: Term): string; result(of: Term): string }>
> = {
  // Terms of random sign are typically as large together as the root of the sum of their squares.
  sum: {
    start: '0',
    step: (all, one) => `${all.value} += ${one.value}; ${all.scale} += ${one.scale} * ${one.scale};`,
    result: ({ value, scale }) => `Math.max(Math.abs(${value}), Math.sqrt(${scale}))`,
  },
  product: {
    start: '1',
    step: (all, one) =>
      `${all.scale} = Math.max(Math.abs(${one.value}) * ${all.scale}, Math.abs(${all.value}) * ${one.scale}); ` +
      `${all.value} *= ${one.value};`,
    result: ({ scale }) => scale,
  },
  max: {
    start: '-Infinity',
    step: (all, one) =>
      `if (${one.value} > ${all.value} || ${one.value} !== ${one.value}) { ${all.value} = ${one.value}; ${all.scale} = ${one.scale}; }`,
    result: ({ scale }) => scale,
  },
  min: {
    start: 'Infinity',
    step: (all, one) =>
      `if (${one.value} < ${all.value} || ${one.value} !== ${one.value}) { ${all.value} = ${one.value}; ${all.scale} = ${one.scale}; }`,
    result: ({ scale }) => scale,
  },
};
