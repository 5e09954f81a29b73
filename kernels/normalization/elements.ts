import { type Lines, lines } from '../msl/text.ts';
import type { NormKernel } from './kernel.ts';

/** Elements of a row that a thread goes through more than once, one or four at a time. */
export interface Elements {
  /** Of what is read at a time, and of sums of it. */
  readonly type: 'float' | 'float4';
  /** Goes through them: in the body, `i` is the place in the row. */
  loop(body: Lines): string[];
  /** What is at `i`. Beyond the end, where quads may reach, it is `pad`. */
  at(pad: string): string;
  /** Declares the largest. */
  largest(name: string): string[];
  /** Adds up the four elements of a quad. */
  sum(value: string): string;
}

function body(head: string, content: Lines): string[] {
  if (content.length === 1) return [head, `    ${content[0]}`];
  return [`${head} {`, ...content.map((line) => (line === '' ? '' : `    ${line}`)), '}'];
}

/** The element or quad at `i` in memory. */
function inMemory({ problem, threads }: NormKernel, end: string, pad: string): string {
  const isSum = problem.residual === 'before';
  if (threads === 1) return isSum ? 'float(X[i]) + float(R[i])' : 'float(X[i])';
  return isSum ? `load(X, i, ${end}, ${pad}) + load(R, i, ${end}, 0.0f)` : `load(X, i, ${end}, ${pad})`;
}

/** Elements in memory from `begin` to `end`: all of them for one thread, or the quads of a thread of many. */
export function looped(kernel: NormKernel, begin: string, end: string): Elements {
  return kernel.threads === 1 ? loopedAlone(kernel, begin, end) : loopedTogether(kernel, begin, end);
}

function loopedAlone(kernel: NormKernel, begin: string, end: string): Elements {
  const at = inMemory(kernel, end, '');
  return {
    type: 'float',
    loop: (content) => body(`for (uint i = ${begin}; i < ${end}; i++)`, content),
    at: () => at,
    largest: (name) => [
      'int most = ordered(-INFINITY);',
      ...body(`for (uint i = ${begin}; i < ${end}; i++)`, [`most = max(most, ordered(${at}));`]),
      `const float ${name} = unordered(most);`,
    ],
    sum: (value) => value,
  };
}

/** `ordered` and `unordered`, where one thread finds the largest element of a row. */
export function emitOrdered({ threads, statistics }: NormKernel): Lines[] {
  if (threads > 1 || statistics !== 'exponentials') return [];
  return [
    lines(`
      // A float as an integer in the same order: of those, compilers find the largest with vector instructions.
      inline int ordered(float x) {
          const int bits = as_type<int>(x);
          return bits ^ ((bits >> 31) & 0x7fffffff);
      }

      inline float unordered(int bits) {
          return as_type<float>(bits ^ ((bits >> 31) & 0x7fffffff));
      }
    `),
  ];
}

function loopedTogether(kernel: NormKernel, begin: string, end: string): Elements {
  return quads(
    (content) => body(`for (uint i = ${from(begin)}; i < ${end}; i += THREADS * 4)`, content),
    (pad) => inMemory(kernel, end, pad),
  );
}

/** Where the first quad of a thread is. */
export function from(begin: string): string {
  return begin === '0' ? 'place * 4' : `${begin} + place * 4`;
}

function quads(loop: Elements['loop'], at: Elements['at']): Elements {
  return {
    type: 'float4',
    loop,
    at,
    largest: (name) => [
      'float4 most = -INFINITY;',
      ...loop([`most = max(most, ${at('-INFINITY')});`]),
      `const float ${name} = max(max(most.x, most.y), max(most.z, most.w));`,
    ],
    sum: (value) => `(${value}.x + ${value}.y) + (${value}.z + ${value}.w)`,
  };
}

/** Quads that a thread has read into `values`, its own from `first` on. */
export function inRegisters(kernel: NormKernel, end: string): Elements {
  return quads(
    (content) =>
      body('for (uint q = 0; q < QUADS; q++)', [
        ...(content.some((line) => /\bi\b/.test(line)) ? ['const uint i = first + q * THREADS * 4;'] : []),
        ...content,
      ]),
    (pad) => (pad === padOf(kernel) ? 'values[q]' : `padded(values[q], i, ${end}, ${pad})`),
  );
}

/** What quads are padded with where they are read. */
function padOf({ statistics }: NormKernel): string {
  return statistics === 'exponentials' ? '-INFINITY' : '0.0f';
}

/** Reads those quads. */
export function emitReadRegisters(kernel: NormKernel, end: string): string[] {
  return [
    'float4 values[QUADS];',
    ...inRegisters(kernel, end).loop([`values[q] = ${inMemory(kernel, end, padOf(kernel))};`]),
  ];
}

/** `load`, `padded` and `store`, for kernels that take four elements at a time. */
export function emitQuads({ type, threads, problem }: NormKernel, isHeld: boolean): Lines[] {
  if (threads === 1) return [];
  const types = [...new Set([type, ...(problem.norm === 'batch' ? ['float'] : [])])];
  const converted = (of: string) => {
    const quad = `${of}4(*(device const packed_${of}4 *)(row + i))`;
    return of === 'float' ? quad : `float4(${quad})`;
  };
  return [
    ...types.map((of) =>
      lines(`
        // Four elements of a row from \`i\` on, and \`pad\` for those beyond its end.
        inline float4 load(device const ${of} *row, uint i, uint end, float pad) {
            if (i + 4 <= end)
                return ${converted(of)};
            float4 quad = pad;
            for (uint j = 0; j < 4; j++)
                if (i + j < end)
                    quad[j] = float(row[i + j]);
            return quad;
        }
      `),
    ),
    ...(isHeld
      ? [
          lines(`
            // The same for a quad that has been loaded.
            inline float4 padded(float4 quad, uint i, uint end, float pad) {
                return i + 4 <= end ? quad : select(float4(pad), quad, i + uint4(0, 1, 2, 3) < uint4(end));
            }
          `),
        ]
      : []),
    lines(`
      inline void store(device ${type} *row, uint i, uint end, float4 quad) {
          if (i + 4 <= end) {
              *(device packed_${type}4 *)(row + i) = packed_${type}4(${type === 'float' ? 'quad' : `${type}4(quad)`});
              return;
          }
          for (uint j = 0; j < 4; j++)
              if (i + j < end)
                  row[i + j] = ${type}(quad[j]);
      }
    `),
  ];
}
