// MPSGraph's convolutions, casts and transposes against float64: chosen problems, and random ones, which it refuses by
// name or solves.
import { describe, expect, test } from 'vitest';
import { checkProblem, familyOf, type Problem, refusalOf } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { gpus, reasonOf } from '../../../native/test/conformance/devices.ts';
import { extent } from '../../../native/test/extent.ts';
import { findDevice } from '../environment.ts';
import { judgeLibrary } from '../fixture/judge-library.ts';
import { randomCases } from '../fixture/random-problems.ts';

type Of<Op extends Problem['op']> = Extract<Problem, { op: Op }>;

const IMAGE: Of<'convolution'> = {
  ...{ op: 'convolution', dtype: 'f32', batch: 2, height: 7, width: 8, channels: 4, filters: 6, window: 3 },
};
const MATRIX: Of<'elementwise'> = {
  op: 'elementwise',
  dtype: 'f32',
  operation: 'transpose',
  m: 5,
  n: 9,
  batch: 3,
};

const LAYOUTS = (['NHWC', 'NCHW'] as const).flatMap((layout) =>
  (['OHWI', 'OIHW'] as const).map((weightLayout) => ({ layout, weightLayout })),
);

/** Where dimensions, sides and groups are mistaken for each other most easily. */
const SHAPES: readonly Partial<typeof IMAGE>[] = [
  { windowHeight: 2, stride: 2, strideHeight: 3, paddingLeft: 0, paddingRight: 2, paddingTop: 3 },
  { dilation: 2, dilationHeight: 3, padding: 2, groups: 2 },
  { height: 1, width: 21, window: 5, stride: 2 },
  { filters: 4, groups: 4, stride: 2, paddingBottom: 2 },
  { filters: 8, groups: 4, window: 2, padding: 1 },
  { depth: 5, windowDepth: 2, strideDepth: 2, paddingFront: 2, paddingBack: 0, dilation: 2 },
  { depth: 4, filters: 4, groups: 4, windowHeight: 2, stride: 2, strideDepth: 1, paddingBack: 2 },
  { paddingFront: 2, strideDepth: 3 },
  { depth: 4, groups: 2, filters: 2, height: 4, window: 2 },
];

const FORMS: Readonly<Record<string, readonly Problem[]>> = {
  convolution: LAYOUTS.flatMap((layouts) =>
    (['forward', 'data', 'weights'] as const).flatMap((direction) =>
      SHAPES.map((shape) => ({ ...IMAGE, ...layouts, direction, ...shape })),
    ),
  ),
  'convolution with a bias and an activation': (['f32', 'f16'] as const).flatMap((dtype) =>
    (['none', 'relu', 'gelu', 'gelu-tanh', 'silu'] as const).map((activation, index) => {
      const layout = index % 2 === 0 ? 'NHWC' : 'NCHW';
      return { ...IMAGE, dtype, bias: true, activation, layout, ...(index === 2 && { depth: 3 }) };
    }),
  ),
  elementwise: [
    ...(['bnm', 'mbn', 'mnb', 'nbm', 'nmb'] as const).map((permutation) => ({ ...MATRIX, permutation })),
    { ...MATRIX, dtype: 'bf16', dtypeY: 'f16' },
    { ...MATRIX, dtype: 'i8' },
    ...(['f32', 'f16', 'bf16', 'i8'] as const).flatMap((dtype) =>
      (['f32', 'f16', 'bf16'] as const)
        .filter((dtypeY) => dtypeY !== dtype)
        .map((dtypeY) => ({ ...MATRIX, operation: 'cast' as const, dtype, dtypeY })),
    ),
  ],
};

/** Most random problems of elementwise operations are refused: forms are drawn until so many are solved. */
const FEW = 10;
const MOST_DRAWS = 200;
/** Problems of each draw. */
const SIZES = 20;

const ready: { id: string; op: 'convolution' | 'elementwise' }[] = [];
for (const { id } of gpus) {
  for (const op of ['convolution', 'elementwise'] as const) {
    if ((await reasonOf(id, `mpsgraph-${op}`)) === null) ready.push({ id, op });
  }
}

describe.each(ready)('$op of MPSGraph on $id', ({ id, op }) => {
  const forms = Object.entries(FORMS).filter(([, [first]]) => first?.op === op);

  test.each(forms)('%s', async (_, problems) => {
    const device = await findDevice(native, id);
    for (const [index, problem] of problems.entries()) {
      const contender = `mpsgraph-${op}${index % 2 === 0 ? '' : '-default'}`;
      expect(await judgeLibrary(contender, problem, device), JSON.stringify(problem)).toBeNull();
    }
  });

  test('random problems are refused by name or right', async () => {
    const device = await findDevice(native, id);
    const family = familyOf((FORMS[op] as readonly [Problem])[0]);
    const wanted = extent(`random problems of ${op} by MPSGraph`, FEW, 300);
    let solved = 0;
    for (let seed = 1; seed <= MOST_DRAWS && solved < wanted; seed++) {
      for (const { problem } of randomCases(family, SIZES, seed)) {
        if (checkProblem(problem).length > 0 || refusalOf(`mpsgraph-${op}`, problem)) continue;
        expect(await judgeLibrary(`mpsgraph-${op}`, problem, device), JSON.stringify(problem)).toBeNull();
        solved++;
      }
    }
    expect(solved).toBeGreaterThanOrEqual(wanted);
  });
});
