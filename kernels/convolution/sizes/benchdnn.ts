import type { Issue } from '../../issue.ts';
import { type CompleteConvolution, type ConvolutionProblem, completeConvolution } from '../problem.ts';
import { shapeOf } from '../shape.ts';

/**
 * Letters of oneDNN's benchdnn notation: groups, batch, input and output channels, and for each dimension the input, the
 * output, the window (kernel), the stride, the padding on the left and the dilation, of which 0 is dense.
 */
const KEY = /(g|mb|ic|oc|i[dhw]|o[dhw]|k[dhw]|s[dhw]|p[dhw]|d[dhw])(\d+)/g;
const LINE = /^(?:(?:g|mb|ic|oc|[ikospd][dhw])\d+)+(?:_?n"[^"]*")?$/;

type Numbers = Readonly<Record<string, number | undefined>>;

/** The fields of each dimension. */
const DIMENSIONS = {
  d: {
    extent: 'depth',
    window: 'windowDepth',
    stride: 'strideDepth',
    dilation: 'dilationDepth',
    before: 'paddingFront',
    after: 'paddingBack',
  },
  h: {
    extent: 'height',
    window: 'windowHeight',
    stride: 'strideHeight',
    dilation: 'dilationHeight',
    before: 'paddingTop',
    after: 'paddingBottom',
  },
  w: {
    extent: 'width',
    window: 'window',
    stride: 'stride',
    dilation: 'dilation',
    before: 'paddingLeft',
    after: 'paddingRight',
  },
} as const;

type Letter = keyof typeof DIMENSIONS;
type Sizes = Record<string, number>;

/**
 * Reads a size as benchdnn writes a convolution: "mb1ic64ih56oc64oh56kh3ph1n"name"". As there, a dimension that is left
 * out is like its neighbour, unless the image has fewer dimensions; without a padding, it follows from the output; without
 * an output, the padding is the same on both sides. The name, with its count, is not part of the problem. Returns null
 * for a text in another notation.
 */
export function parseBenchdnn(text: string): { values: Sizes } | { issues: Issue[] } | null {
  const line = text.trim();
  if (!LINE.test(line)) return null;
  const numbers: Numbers = Object.fromEntries(
    [...line.replace(/_?n".*$/, '').matchAll(KEY)].map(([, key, digits]) => [key, Number(digits)]),
  );
  const missing = ['ic', 'oc'].filter((key) => numbers[key] === undefined);
  const letters = dimensionsOf(numbers);
  if (letters.length === 0) missing.push('ih');
  if (letters.every((letter) => numbers[`k${letter}`] === undefined)) missing.push('kh');
  if (missing.length > 0) {
    return {
      issues: missing.map((key) => ({
        parameter: key,
        value: undefined,
        expected: 'a number in benchdnn notation',
      })),
    };
  }
  const values: Sizes = {
    batch: numbers.mb ?? 2,
    channels: numbers.ic as number,
    filters: numbers.oc as number,
    ...(numbers.g !== undefined && { groups: numbers.g }),
    ...absent(letters),
  };
  for (const letter of letters) Object.assign(values, dimensionValues(numbers, letter, letters));
  const issues = wrongOutputs(numbers, letters, complete(values));
  return issues.length > 0 ? { issues } : { values: withoutDefaults(values) };
}

const AXIS = { d: 'z', h: 'y', w: 'x' } as const;

/** The outputs that are named and not those of the image, its window and its padding. */
function wrongOutputs(numbers: Numbers, letters: readonly Letter[], problem: CompleteConvolution): Issue[] {
  const shape = shapeOf(problem);
  return letters.flatMap((letter) => {
    const [value, { positions }] = [numbers[`o${letter}`], shape[AXIS[letter]]];
    if (value === undefined || value === positions) return [];
    return [{ parameter: `o${letter}`, value, expected: `${positions}, the positions of the window` }];
  });
}

/** The dimensions of the image: as many as any number names, and at least those faster than it. */
function dimensionsOf(numbers: Numbers): Letter[] {
  const isNamed = (letter: Letter) =>
    ['i', 'o', 'k'].some((kind) => numbers[`${kind}${letter}`] !== undefined);
  if (isNamed('d')) return ['d', 'h', 'w'];
  if (isNamed('h')) return ['h', 'w'];
  return isNamed('w') ? ['w'] : [];
}

/** Dimensions that the image does not have. */
function absent(letters: readonly Letter[]): Sizes {
  return letters.includes('h') ? {} : { height: 1 };
}

function dimensionValues(numbers: Numbers, letter: Letter, letters: readonly Letter[]): Sizes {
  // The slowest dimension stands for those that are left out.
  const of = (kind: string) =>
    [letter, ...letters].map((one) => numbers[`${kind}${one}`]).find((value) => value !== undefined);
  const { extent: extentField, window: windowField, before, after, ...fields } = DIMENSIONS[letter];
  const [window, stride, dilation] = [of('k') ?? 1, of('s') ?? 1, (of('d') ?? 0) + 1];
  const span = (window - 1) * dilation + 1;
  const [output, left] = [of('o'), of('p')];
  const extent = of('i') ?? ((output ?? 1) - 1) * stride + span - 2 * (left ?? 0);
  // What the windows of the output reach beyond the image.
  const beyond = output === undefined ? 2 * (left ?? 0) : (output - 1) * stride + span - extent;
  const first = left ?? Math.max(0, Math.floor(beyond / 2));
  const positions = (last: number) => Math.floor((extent + first + last - span) / stride) + 1;
  // The same on both sides, if that gives the output.
  const last = output === undefined || positions(first) === output ? first : Math.max(0, beyond - first);
  return {
    [extentField]: extent,
    [windowField]: window,
    [fields.stride]: stride,
    [fields.dilation]: dilation,
    [before]: first,
    [after]: last,
  };
}

/** Without the values that a problem would have anyway. */
function withoutDefaults(values: Sizes): Sizes {
  const kept: Sizes = { ...values };
  const symmetric = [
    'paddingLeft',
    'paddingRight',
    'paddingTop',
    'paddingBottom',
    'paddingFront',
    'paddingBack',
  ];
  const paddings = symmetric.flatMap((name) => (values[name] === undefined ? [] : [values[name]]));
  if (new Set(paddings).size === 1) {
    for (const name of symmetric) delete kept[name];
    kept.padding = paddings[0] as number;
  }
  for (const name of Object.keys(kept)) {
    const { [name]: value, ...rest } = kept;
    const isRequired = ['batch', 'height', 'width', 'channels', 'filters', 'window'].includes(name);
    if (!isRequired && complete(rest)[name as keyof CompleteConvolution] === value) delete kept[name];
  }
  return kept;
}

function complete(values: Sizes): CompleteConvolution {
  const problem = { op: 'convolution', dtype: 'f32', ...values };
  return completeConvolution(problem as unknown as ConvolutionProblem);
}
