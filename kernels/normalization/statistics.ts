import { SIMD_WIDTH } from '../msl/kernel.ts';
import { block, type Lines, lines } from '../msl/text.ts';
import { type Elements, emitReadRegisters, from, inRegisters, looped } from './elements.ts';
import type { NormKernel } from './kernel.ts';

/** How what each thread has found is put together. */
interface Reduce {
  sum(value: string): string;
  max(value: string): string;
}

/** Within a thread there is nothing to put together. */
const ALONE: Reduce = { sum: (value) => value, max: (value) => value };

/** Over the threads of a row. */
function overRow({ threads }: NormKernel): Reduce {
  if (threads === 1) return ALONE;
  if (threads === SIMD_WIDTH) {
    return { sum: (value) => `simd_sum(${value})`, max: (value) => `simd_max(${value})` };
  }
  const call = (name: string) => (value: string) => `${name}(${value}, shared, simdgroup_index, lane)`;
  return { sum: call('row_sum'), max: call('row_max') };
}

/** Whether the threads of a row put their results together in threadgroup memory. */
export function isShared({ threads, statistics }: NormKernel): boolean {
  return threads > SIMD_WIDTH && statistics !== 'none';
}

/** `row_sum` and `row_max`, if the threads of a row are several SIMD-groups. */
export function emitRowReductions(kernel: NormKernel): Lines[] {
  if (!isShared(kernel)) return [];
  const reduction = (name: string, simd: string, neutral: string, what: string) =>
    lines(`
      // The ${what} over the threads of a row, which are a threadgroup.
      inline float ${name}(float value, threadgroup float *shared, ushort simdgroup_index, ushort lane) {
          const float own = ${simd}(value);
          threadgroup_barrier(mem_flags::mem_threadgroup); // what is shared may still be read
          if (lane == 0)
              shared[simdgroup_index] = own;
          threadgroup_barrier(mem_flags::mem_threadgroup);
          return ${simd}(lane < THREADS / ${SIMD_WIDTH} ? shared[lane] : ${neutral});
      }
    `);
  return [
    reduction('row_sum', 'simd_sum', '0.0f', 'sum'),
    ...(kernel.statistics === 'exponentials'
      ? [reduction('row_max', 'simd_max', '-INFINITY', 'largest')]
      : []),
  ];
}

/** exp(x − base), as a power of two. */
export function exponential(x: string, base: string): string {
  return `fast::exp2((${x} - ${base}) * LOG2_E)`;
}

/** Exponentials are relative to the largest element; in a row of −∞, to 0. */
export function emitBase(largest: string): string {
  return `const float base = ${largest} == -INFINITY ? 0.0f : ${largest};`;
}

/** Declares the statistics of elements, in as many passes over them as that takes: the mean before deviations from it. */
function emitPasses(
  { statistics }: NormKernel,
  { type, loop, at, largest, sum }: Elements,
  over: Reduce,
  count: string,
  prefix = '',
): string[] {
  switch (statistics) {
    case 'moments':
      return [
        `${type} sums = 0.0f;`,
        ...loop([`sums += ${at('0.0f')};`]),
        `const float ${prefix}mean = fast::divide(${over.sum(sum('sums'))}, ${count});`,
        `${type} squares = 0.0f;`,
        ...loop([
          `const ${type} deviation = ${at(`${prefix}mean`)} - ${prefix}mean;`,
          'squares += deviation * deviation;',
        ]),
        `const float ${prefix}deviations = ${over.sum(sum('squares'))};`,
      ];
    case 'square':
      return [
        `${type} squares = 0.0f;`,
        ...loop([`const ${type} x = ${at('0.0f')};`, 'squares += x * x;']),
        `const float total = ${over.sum(sum('squares'))};`,
      ];
    case 'exponentials':
      return [
        ...largest('highest'),
        `const float ${prefix}largest = ${over.max('highest')};`,
        emitBase(`${prefix}largest`),
        `${type} sums = 0.0f;`,
        ...loop([`sums += ${exponential(at('-INFINITY'), 'base')};`]),
        `const float ${prefix}total = ${over.sum(sum('sums'))};`,
      ];
    case 'none':
      return [];
  }
}

/** Merges the statistics of a chunk with those of the chunks before: Chan, Golub and LeVeque; for softmax, Milakov and Gimelshein. */
const MERGES = {
  moments: {
    before: ['float own_count = 0.0f, own_mean = 0.0f, own_deviations = 0.0f;'],
    merge: lines(`
      own_count += added;
      const float share = fast::divide(added, own_count), step = chunk_mean - own_mean;
      own_mean += share * step;
      own_deviations += chunk_deviations + share * step * step * (own_count - added);
    `),
    result: ({ sum }: Reduce, count: string) => [
      `const float mean = fast::divide(${sum('own_count * own_mean')}, ${count});`,
      'const float step = own_mean - mean;',
      `const float deviations = ${sum('own_deviations + own_count * step * step')};`,
    ],
  },
  exponentials: {
    before: ['float own_largest = -INFINITY, own_total = 0.0f;'],
    merge: [
      'const float larger = max(own_largest, chunk_largest);',
      'const float common = larger == -INFINITY ? 0.0f : larger;',
      `own_total = own_total * ${exponential('own_largest', 'common')} + chunk_total * ${exponential('chunk_largest', 'common')};`,
      'own_largest = larger;',
    ],
    result: ({ sum, max }: Reduce) => [
      `const float largest = ${max('own_largest')};`,
      emitBase('largest'),
      `const float total = ${sum(`own_total * ${exponential('own_largest', 'base')}`)};`,
    ],
  },
} as const;

/** Whether the statistics of chunks are merged: where a row is not in registers, and would take two passes. */
export function isMerged({ method, statistics, isOnePass }: NormKernel): boolean {
  return method !== 'registers' && isOnePass && statistics in MERGES;
}

/** The same in one pass over memory: chunk by chunk, each of which is kept nearby. */
function emitMergedChunks(kernel: NormKernel, begin: string, end: string, count: string): string[] {
  const { before, merge, result } = MERGES[kernel.statistics as keyof typeof MERGES];
  const isCounted = kernel.statistics === 'moments';
  const chunk =
    kernel.threads === 1
      ? block(`for (uint first = ${begin}; first < ${end}; first += CHUNK)`, [
          `const uint last = min(first + CHUNK, ${end});`,
          ...(isCounted ? ['const float added = float(last - first);'] : []),
          ...emitPasses(kernel, looped(kernel, 'first', 'last'), ALONE, 'added', 'chunk_'),
          ...merge,
        ])
      : block(`for (uint first = ${from(begin)}; first < ${end}; first += QUADS * THREADS * 4)`, [
          ...emitReadRegisters(kernel, end),
          ...(isCounted
            ? [
                'float added = 0.0f;',
                ...inRegisters(kernel, end).loop([`added += float(min(i + 4, ${end}) - min(i, ${end}));`]),
              ]
            : []),
          ...emitPasses(kernel, inRegisters(kernel, end), ALONE, 'added', 'chunk_'),
          ...merge,
        ]);
  return [...before, ...chunk, ...result(overRow(kernel), count)];
}

/**
 * Declares the statistics of the elements from `begin` to `end`, for all threads of the row: `mean` and `deviations`, the
 * sum of squared deviations from it; `total`, of squares; or `base` and `total`, of exponentials relative to it.
 * @param count how many elements they are, as a float
 */
export function emitStatistics(kernel: NormKernel, begin: string, end: string, count: string): string[] {
  if (kernel.method === 'registers') {
    return [
      `const uint first = ${from(begin)};`,
      ...emitReadRegisters(kernel, end),
      ...emitPasses(kernel, inRegisters(kernel, end), overRow(kernel), count),
    ];
  }
  if (isMerged(kernel)) return emitMergedChunks(kernel, begin, end, count);
  return emitPasses(kernel, looped(kernel, begin, end), overRow(kernel), count);
}

/** The two numbers that a part is summed up in. */
export const PART_OF: Readonly<Record<NormKernel['statistics'], string>> = {
  moments: 'float2(mean, deviations)',
  square: 'float2(total, 0.0f)',
  exponentials: 'float2(largest, total)',
  none: '',
};

/** Declares the statistics of a row from those of its parts. Every thread does so by itself. */
export function emitMergedParts({ statistics }: NormKernel): string[] {
  const each = (content: Lines) => block('for (uint p = 0; p < sizes.parts; p++)', content);
  const count = 'const float count = float(min((p + 1) * sizes.part, length) - p * sizes.part);';
  switch (statistics) {
    case 'moments':
      return [
        'float mean = 0.0f, deviations = 0.0f;',
        ...each([count, 'mean += count * partials[p].x;']),
        'mean = fast::divide(mean, float(length));',
        ...each([
          count,
          'const float step = partials[p].x - mean;',
          'deviations += partials[p].y + count * step * step;',
        ]),
      ];
    case 'square':
      return ['float total = 0.0f;', ...each(['total += partials[p].x;'])];
    case 'exponentials':
      return [
        'float largest = -INFINITY, total = 0.0f;',
        ...each(['largest = max(largest, partials[p].x);']),
        emitBase('largest'),
        ...each([`total += partials[p].y * ${exponential('partials[p].x', 'base')};`]),
      ];
    case 'none':
      return [];
  }
}
