import type { Amount } from '../own/descriptor.ts';
import type { Starter } from '../own/starter.ts';
import type { CompleteConvolution } from './problem.ts';

/** The positions of the window in a dimension. */
const positions = (extent: string, padding: string, window: string, dilation: string, stride: string) =>
  `floor((${extent} + ${padding} - (${window} - 1) * ${dilation} - 1) / ${stride}) + 1`;

const VALUES = {
  positions_z: positions(
    'depth',
    'paddingFront + paddingBack',
    'windowDepth',
    'dilationDepth',
    'strideDepth',
  ),
  positions_y: positions(
    'height',
    'paddingTop + paddingBottom',
    'windowHeight',
    'dilationHeight',
    'strideHeight',
  ),
  positions_x: positions('width', 'paddingLeft + paddingRight', 'window', 'dilation', 'stride'),
};

/** The members of struct Window, for images with channels first. */
const WINDOW: Readonly<Record<string, Amount>> = {
  ...{ extent_z: 'depth', extent_y: 'height', extent_x: 'width' },
  ...{
    pitch_n: 'depth * height * width * channels',
    pitch_z: 'height * width',
    pitch_y: 'width',
    pitch_x: 1,
  },
  ...{ pitch_c: 'depth * height * width' },
  ...{ positions_z: 'positions_z', positions_y: 'positions_y', positions_x: 'positions_x' },
  ...{ stride_z: 'strideDepth', stride_y: 'strideHeight', stride_x: 'stride' },
  ...{ before_z: 'paddingFront', before_y: 'paddingTop', before_x: 'paddingLeft' },
  ...{ window_z: 'windowDepth', window_y: 'windowHeight', window_x: 'window' },
  ...{ dilation_z: 'dilationDepth', dilation_y: 'dilationHeight', dilation_x: 'dilation' },
  ...{ channels: 'channels / groups', groups: 'groups' },
};

const AXES = ['', 'Height', 'Depth'];
const SIDES = ['', 'Left', 'Right', 'Top', 'Bottom', 'Front', 'Back'];

export const CONVOLUTION_STARTER: Starter<CompleteConvolution> = {
  contender: 'convolution-direct',
  overrides: { pixels: 4, threads: 64 },
  // Weights are then in the order that it reads them in.
  fields: { layout: 'NCHW', weightLayout: 'OIHW' },
  any: () => [
    ...['depth', 'windowHeight', 'windowDepth', 'groups'],
    ...AXES.flatMap((axis) => [`stride${axis}`, `dilation${axis}`]),
    ...SIDES.map((side) => `padding${side}`),
  ],
  check: ({ layout, weightLayout, direction }) =>
    Object.entries({
      layout: [layout, 'NCHW'],
      weightLayout: [weightLayout, 'OIHW'],
      direction: [direction, 'forward'],
    })
      .filter(([, [value, expected]]) => value !== expected)
      .map(([parameter, [value, expected = '']]) => ({ parameter, value, expected })),
  values: VALUES,
  elements: () => ({
    X: 'batch * depth * height * width * channels',
    W: 'filters * channels / groups * windowDepth * windowHeight * window',
    bias: 'filters',
  }),
  passes: (_, { threads }) => [
    {
      sizes: [
        { struct: Object.entries(WINDOW).map(([name, value]) => ({ name, type: 'int', value })) },
        { name: 'own_filters', type: 'uint', value: 'filters / groups' },
      ],
      constants: ['positions_x % 4 == 0'],
      threadgroups: [
        `ceil(positions_x / ${4 * Number(threads)})`,
        'positions_z * positions_y',
        'batch * filters',
      ],
    },
  ],
};
