import { block, type Lines, lines } from '../msl/text.ts';
import { type Elements, inRegisters, looped } from './elements.ts';
import type { NormKernel } from './kernel.ts';
import { exponential } from './statistics.ts';

/** Declares what an element is normalized with, from the statistics of its row. */
export function emitFactor({ statistics, problem }: NormKernel): string[] {
  switch (statistics) {
    case 'moments':
      return ['const float factor = precise::rsqrt(fast::divide(deviations, float(length)) + sizes.eps);'];
    case 'square':
      return ['const float factor = precise::rsqrt(fast::divide(total, float(length)) + sizes.eps);'];
    case 'exponentials':
      return problem.norm === 'softmax'
        ? [
            'const float factor = total == 0.0f ? 0.0f : fast::divide(1.0f, total); // zeros for a row of -INFINITY',
          ]
        : [
            'const float offset = total == 0.0f ? 0.0f : precise::log(total); // a row of -INFINITY stays what it is',
          ];
    case 'none':
      return [];
  }
}

/** A channel's numbers: names in the text. */
interface Channel {
  readonly weight: string;
  readonly bias: string;
  readonly mean: string;
  readonly factor: string;
}

/**
 * The normalized value of `x`. x − base is never positive: min() keeps a compiler from adding the base and the offset
 * first, whose sum is rounded to far fewer digits.
 */
function normalized({ statistics, problem }: NormKernel, { mean, factor }: Channel): string {
  switch (statistics) {
    case 'moments':
    case 'none':
      return `(x - ${mean}) * ${factor}`;
    case 'square':
      return `x * ${factor}`;
    case 'exponentials':
      return problem.norm === 'softmax'
        ? `${exponential('x', 'base')} * factor`
        : 'min(x - base, 0.0f) - offset';
  }
}

/** Declares `x` and, normalized, `y`, and writes it with `store`. */
export function emitElement(
  kernel: NormKernel,
  {
    type,
    x,
    channel,
    added,
    store,
  }: {
    type: Elements['type'];
    x: string;
    channel: Channel;
    /** R. */
    added: string;
    store: (to: 'S' | 'Y', value: string) => string;
  },
): string[] {
  const { weight, bias, residual, activation } = kernel.problem;
  return [
    `const ${type} x = ${x};`,
    ...(residual === 'before' ? [store('S', 'x')] : []),
    `${type} y = ${normalized(kernel, channel)};`,
    ...(weight ? [`y *= ${channel.weight};`] : []),
    ...(bias ? [`y += ${channel.bias};`] : []),
    ...(residual === 'after' ? [`y += ${added};`] : []),
    store('Y', activation === 'none' ? 'y' : 'activation(y)'),
  ];
}

/** The numbers of a row's own channel, or of an element's where it has its own. */
export const OF_ROW = { mean: 'mean', factor: 'factor' } as const;

/** Writes Y, and S if it is wanted, from `begin` to `end`. */
export function emitOutput(kernel: NormKernel, begin: string, end: string): string[] {
  return kernel.threads === 1 ? emitAlone(kernel, begin, end) : emitTogether(kernel, begin, end);
}

function emitAlone(kernel: NormKernel, begin: string, end: string): string[] {
  const { type, problem, hasChannels, statistics } = kernel;
  const isGiven = statistics === 'none';
  const write = (first: string, last: string, channel: Channel) => {
    const { loop, at } = looped(kernel, first, last);
    const store = (to: string, value: string) => `${to}[i] = ${type}(${value});`;
    return loop(emitElement(kernel, { type: 'float', x: at(''), channel, added: 'float(R[i])', store }));
  };
  const elementwise = write(begin, end, {
    weight: 'float(weight[i])',
    bias: 'float(bias[i])',
    ...(isGiven ? { mean: 'mean[i]', factor: 'precise::rsqrt(variance[i] + sizes.eps)' } : OF_ROW),
  });
  if (!hasChannels) return elementwise;
  return [
    ...block('if (by_element)', [...elementwise, 'return;']),
    ...block(`for (uint next = ${begin}; next < ${end};)`, [
      `const uint channel = next / sizes.span, stop = min((channel + 1) * sizes.span, ${end});`,
      ...(isGiven
        ? [
            'const float center = mean[channel];',
            'const float factor = precise::rsqrt(variance[channel] + sizes.eps);',
          ]
        : []),
      ...(problem.weight ? ['const float scale = float(weight[channel]);'] : []),
      ...(problem.bias ? ['const float shift = float(bias[channel]);'] : []),
      ...write('next', 'stop', {
        weight: 'scale',
        bias: 'shift',
        ...(isGiven ? { mean: 'center', factor: 'factor' } : OF_ROW),
      }),
      'next = stop;',
    ]),
  ];
}

function emitTogether(kernel: NormKernel, begin: string, end: string): string[] {
  const { method, statistics } = kernel;
  const elements = method === 'registers' ? inRegisters(kernel, end) : looped(kernel, begin, end);
  const isGiven = statistics === 'none';
  const quad = (name: string) =>
    kernel.hasChannels ? `of_channels(${name}, i, ${end}, sizes)` : `load(${name}, i, ${end}, 0.0f)`;
  const channel: Channel = {
    weight: quad('weight'),
    bias: quad('bias'),
    ...(isGiven ? { mean: quad('mean'), factor: `precise::rsqrt(${quad('variance')} + sizes.eps)` } : OF_ROW),
  };
  return elements.loop(
    emitElement(kernel, {
      type: 'float4',
      x: elements.at(statistics === 'exponentials' ? '-INFINITY' : '0.0f'),
      channel,
      added: `load(R, i, ${end}, 0.0f)`,
      store: (to, value) => `store(${to}, i, ${end}, ${value});`,
    }),
  );
}

/** Moves the pointers of X and its like to the row, and those of channels' numbers to the row's first channel. */
export function emitPointers(kernel: NormKernel, isPartial: boolean): string[] {
  const { weight, bias, residual, norm } = kernel.problem;
  const ofRows = [
    'X',
    ...(residual === 'before' || (residual === 'after' && !isPartial) ? ['R'] : []),
    ...(isPartial ? [] : [...(residual === 'before' ? ['S'] : []), 'Y']),
  ];
  const ofChannels = isPartial
    ? []
    : [
        ...(norm === 'batch' ? ['mean', 'variance'] : []),
        ...(weight ? ['weight'] : []),
        ...(bias ? ['bias'] : []),
      ];
  return [
    ...ofRows.map((name) => `${name} += ${kernel.ahead > 1 ? 'first_row' : 'row'} * length;`),
    ...(kernel.hasChannels && !isPartial
      ? [
          'const uint first_channel = row * sizes.row_channels % sizes.channels;',
          ...ofChannels.map((name) => `${name} += first_channel;`),
        ]
      : []),
  ];
}

/** `by_element` and `of_channels`, where elements have weights of channels. */
export function emitChannels(kernel: NormKernel): Lines[] {
  if (!kernel.hasChannels) return [];
  const flag = lines(`
    // True if every element of a row is a channel of its own.
    constant bool by_element [[function_constant(0)]];
  `);
  if (kernel.threads === 1) return [flag];
  return [
    flag,
    lines(`
      // The numbers of the channels of four elements.
      template <typename T>
      inline float4 of_channels(device const T *numbers, uint i, uint end, constant NormSizes &sizes) {
          if (by_element)
              return load(numbers, i, end, 0.0f);
          if (sizes.span % 4 == 0)
              return float4(numbers[min(i, end - 1) / sizes.span]);
          float4 quad;
          for (uint j = 0; j < 4; j++)
              quad[j] = float(numbers[min(i + j, end - 1) / sizes.span]);
          return quad;
      }
    `),
  ];
}
