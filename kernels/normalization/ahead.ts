import { block, type Lines, lines } from '../msl/text.ts';
import { looped } from './elements.ts';
import type { NormKernel } from './kernel.ts';
import { emitElement, emitFactor, OF_ROW } from './output.ts';

/**
 * `Moments` and `merge`, for rows whose mean and squared deviations are found in one pass, chunk by chunk. Deviations are
 * from the first element of a chunk: even if that is far from all others, the sum of a chunk's squares is no more than
 * the chunk's length times the result.
 */
export function emitMoments({ ahead, statistics }: NormKernel): Lines[] {
  if (ahead === 1 || statistics !== 'moments') return [];
  return [
    lines(`
      // The mean of elements, and the sum of their squared deviations from it.
      struct Moments {
          float count, mean, deviations;
      };

      // Adds elements, of which the sums of differences from \`shift\` and of their squares are known.
      inline void merge(thread Moments &all, float added, float shift, float sum, float squares) {
          const float offset = fast::divide(sum, added), step = shift + offset - all.mean;
          all.count += added;
          const float share = fast::divide(added, all.count);
          all.mean += share * step;
          all.deviations += squares - sum * offset + share * step * step * (all.count - added);
      }
    `),
  ];
}

/**
 * The body of a thread that goes through several rows, and reads the next one while it writes one: a processor that only
 * reads and then only writes leaves memory idle. For rows with moments or squares.
 */
export function emitAhead(kernel: NormKernel): string[] {
  const { problem, type, statistics } = kernel;
  const at = (row: string) => looped(kernel, '', '').at('').replace('X[i]', row).replace('R[i]', 'next_r[i]');
  const own = looped(kernel, '', '').at('');
  const isSum = problem.residual === 'before';
  const store = (to: string, value: string) => `${to}[i] = ${type}(${value});`;
  const channel = { weight: 'float(weight[i])', bias: 'float(bias[i])', ...OF_ROW };
  const write = emitElement(kernel, { type: 'float', x: own, channel, added: 'float(R[i])', store });
  const moved = ['X', 'Y', ...(problem.residual === 'none' ? [] : ['R']), ...(isSum ? ['S'] : [])];
  const { before, found } = STATISTICS[statistics as keyof typeof STATISTICS];
  return [
    ...before('own'),
    ...readRow(kernel, own, 'own', []),
    ...block('for (uint row = first_row; row < end_row; row++)', [
      ...found,
      ...emitFactor(kernel),
      '// The next row; after the last, that one again.',
      'const uint step = row + 1 < end_row ? length : 0;',
      `device const ${type} *next = X + step;`,
      ...(isSum ? [`device const ${type} *next_r = R + step;`] : []),
      ...before('following'),
      ...readRow(kernel, at('next[i]'), 'following', write),
      'own = following;',
      ...moved.map((name) => `${name} += length;`),
    ]),
  ];
}

const STATISTICS = {
  moments: {
    before: (name: string) => [`Moments ${name} = {0.0f, 0.0f, 0.0f};`],
    found: ['const float mean = own.mean, deviations = own.deviations;'],
  },
  square: {
    before: (name: string) => [`float ${name} = 0.0f;`],
    found: ['const float total = own;'],
  },
} as const;

/** Reads a row for its statistics, which are added to `into`, and writes elements of another meanwhile. */
function readRow({ statistics }: NormKernel, x: string, into: string, write: Lines): string[] {
  if (statistics === 'square') {
    return block('for (uint i = 0; i < length; i++)', [
      ...write,
      `const float read = ${x};`,
      `${into} += read * read;`,
    ]);
  }
  return block('for (uint first = 0; first < length; first += CHUNK)', [
    'const uint last = min(first + CHUNK, length);',
    `const float shift = ${x.replaceAll('[i]', '[first]')};`,
    'float sum = 0.0f, squares = 0.0f;',
    ...block('for (uint i = first; i < last; i++)', [
      ...write,
      `const float read = ${x} - shift;`,
      'sum += read;',
      'squares += read * read;',
    ]),
    `merge(${into}, float(last - first), shift, sum, squares);`,
  ]);
}
