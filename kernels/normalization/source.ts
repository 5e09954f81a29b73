import { emitActivation } from '../msl/epilogue.ts';
import {
  declarationsOf,
  emitConstants,
  emitKernel,
  emitPreamble,
  SIMD_WIDTH,
  THREAD,
} from '../msl/kernel.ts';
import { type Lines, lines, sourceText } from '../msl/text.ts';
import { emitAhead, emitMoments } from './ahead.ts';
import { emitSoftmaxAhead } from './ahead-softmax.ts';
import { emitOrdered, emitQuads } from './elements.ts';
import { argumentsOf, type NormKernel, sizesOf } from './kernel.ts';
import { emitChannels, emitFactor, emitOutput, emitPointers } from './output.ts';
import {
  emitMergedParts,
  emitRowReductions,
  emitStatistics,
  isMerged,
  isShared,
  PART_OF,
} from './statistics.ts';

/**
 * Elements of a chunk of one thread: 4 KiB, which are in a cache when it goes through them again. Where it goes through
 * them once, an outlier in the first place costs up to so many times a float's rounding, so there are fewer.
 */
const CHUNK = { again: 1024, once: 64 } as const;

const FORMULAS = {
  layer: '(X - mean) / sqrt(variance + eps)',
  rms: 'X / sqrt(mean of X^2 + eps)',
  group: '(X - mean) / sqrt(variance + eps)',
  batch: '(X - mean) / sqrt(variance + eps)',
  softmax: 'exp(X) / sum of exp(X)',
  'log-softmax': 'X - log(sum of exp(X))',
} as const;

/** "Y = silu((X - mean) / sqrt(variance + eps) * weight + bias)" */
function describe({ problem: { norm, weight, bias, residual, activation } }: NormKernel): string {
  const terms = [
    `${FORMULAS[norm]}${weight ? ' * weight' : ''}`,
    ...(bias ? ['bias'] : []),
    ...(residual === 'after' ? ['R'] : []),
  ].join(' + ');
  return `Y = ${activation === 'none' ? terms : `${activation}(${terms})`}`;
}

const WAYS = {
  registers: 'read once, into registers',
  looped: 'read again in each pass',
  split: 'split into parts; a second kernel puts their statistics together',
} as const;

/** How the statistics of a row are found, in words; null if there are none. */
function passes(kernel: NormKernel): string | null {
  const { statistics } = kernel;
  if (statistics === 'none') return null;
  if (statistics === 'square') return 'the sum of squares';
  const [first, second] =
    statistics === 'moments'
      ? ['the mean', 'deviations from it']
      : ['the largest', 'exponentials relative to it'];
  return isMerged(kernel) ? `${first} and ${second}, merged chunk by chunk` : `${first}, then ${second}`;
}

function emitHeader(kernel: NormKernel): string[] {
  const { name, type, threads, groupRows, ahead, method, quads, problem } = kernel;
  const found = passes(kernel);
  const held = method === 'registers' || (isMerged(kernel) && threads > 1);
  const threadsOf = method === 'split' ? 'part of a row' : 'row';
  return [
    `// ${name}: ${describe(kernel)}.`,
    ...(problem.residual === 'before' ? ['// X + R takes the place of X, and is written to S.'] : []),
    ...lines(`
      //
      // in memory     ${type}; sums are float
      // row           ${found ? WAYS[method] : 'read once'}
      // threads       ${threads} per ${threadsOf}${held ? `, with ${4 * quads} elements each in registers at a time` : ''}
      // threadgroup   ${method === 'split' ? 'a part of a row' : `rows: ${groupRows * ahead}`}
    `),
    ...(found ? [`// statistics    ${found}`] : []),
  ];
}

function emitSizes(kernel: NormKernel): string[] {
  const fields = sizesOf(kernel).map(({ name, type, comment }) => [`    ${type} ${name};`, comment] as const);
  const width = Math.max(...fields.map(([field]) => field.length));
  return [
    'struct NormSizes {',
    ...fields.map(([field, comment]) => `${field.padEnd(width)} // ${comment}`),
    '};',
  ];
}

/** Sizes, constants and functions. The final kernel of a split finds no statistics of elements. */
function emitStart(kernel: NormKernel, isFinal = false): Lines[] {
  const { threads, groupRows, ahead, method, statistics, quads } = kernel;
  const isChunked = isMerged(kernel) && !isFinal;
  const log2e = statistics === 'exponentials' ? ['constant constexpr float LOG2_E = 1.44269504f;'] : [];
  return [
    [...emitPreamble('metal_stdlib'), '', ...emitSizes(kernel)],
    [
      ...emitConstants({
        THREADS: threads,
        ...(method === 'split' ? {} : { ROWS: groupRows * ahead }),
        ...(threads > 1 && (method === 'registers' || isChunked) ? { QUADS: quads } : {}),
        ...(threads === 1 && isChunked ? { CHUNK: ahead > 1 ? CHUNK.once : CHUNK.again } : {}),
      }),
      ...log2e,
    ],
    ...emitQuads(kernel, method === 'registers' || isChunked),
    ...(isFinal ? [] : [...emitOrdered(kernel), ...emitRowReductions(kernel)]),
  ];
}

/** Where a thread is: its row, and its place among the threads of the row. */
function emitPlace({ threads, groupRows, ahead, method }: NormKernel): {
  parameters: string[];
  body: string[];
} {
  if (method === 'split') {
    return {
      parameters: [THREAD.group, ...(threads > 1 ? [THREAD.index] : [])],
      body: [
        'const uint row = group.y, length = sizes.length;',
        ...(threads > 1 ? ['const uint place = thread_index;'] : []),
        'const uint begin = group.x * sizes.part, end = min(begin + sizes.part, length);',
      ],
    };
  }
  if (ahead > 1) {
    return {
      parameters: [THREAD.group],
      body: [
        'const uint first_row = group.x * ROWS, end_row = min(first_row + ROWS, sizes.rows), length = sizes.length;',
      ],
    };
  }
  if (threads === 1) {
    return {
      parameters: [THREAD.group, THREAD.index],
      body: [
        'const uint row = group.x * ROWS + thread_index, length = sizes.length;',
        'if (row >= sizes.rows)',
        '    return;',
      ],
    };
  }
  return {
    parameters: [THREAD.group, THREAD.index],
    body: [
      'const uint row = group.x * ROWS + thread_index / THREADS, place = thread_index % THREADS;',
      'const uint length = sizes.length;',
      ...(groupRows > 1 ? ['if (row >= sizes.rows)', '    return;'] : []),
    ],
  };
}

/** The threadgroup memory that reductions over several SIMD-groups need, and who takes part. */
function emitShared(kernel: NormKernel): { parameters: string[]; body: string[] } {
  if (!isShared(kernel)) return { parameters: [], body: [] };
  return {
    parameters: [THREAD.simdgroup, THREAD.lane],
    body: [`threadgroup float shared[THREADS / ${SIMD_WIDTH}];`],
  };
}

/** The kernel that normalises whole rows. */
export function wholeSource(kernel: NormKernel): string {
  const [place, shared] = [emitPlace(kernel), emitShared(kernel)];
  return sourceText(
    emitHeader(kernel),
    ...emitStart(kernel),
    ...emitMoments(kernel),
    ...emitActivation(kernel.problem.activation),
    ...emitChannels(kernel),
    [
      '// find the statistics of the row; write its elements, normalized by them',
      ...emitKernel(
        {
          functionName: kernel.name,
          threads: kernel.threads * kernel.groupRows,
          parameters: [
            ...declarationsOf(argumentsOf(kernel, 'whole')),
            ...place.parameters,
            ...shared.parameters,
          ],
        },
        [...shared.body, ...place.body, ...emitPointers(kernel, false), ...emitRows(kernel)],
      ),
    ],
  );
}

/** The body of a row's threads, or of the thread of several rows. */
function emitRows(kernel: NormKernel): string[] {
  if (kernel.ahead > 1) {
    return kernel.statistics === 'exponentials' ? emitSoftmaxAhead(kernel) : emitAhead(kernel);
  }
  return [
    ...emitStatistics(kernel, '0', 'length', 'float(length)'),
    ...emitFactor(kernel),
    ...emitOutput(kernel, '0', 'length'),
  ];
}

/** The kernel that finds the statistics of parts. */
export function partialSource(kernel: NormKernel): string {
  const [place, shared] = [emitPlace(kernel), emitShared(kernel)];
  const write = `partials[row * sizes.parts + group.x] = ${PART_OF[kernel.statistics]};`;
  return sourceText(emitHeader(kernel), ...emitStart(kernel), [
    '// find the statistics of a part of a row',
    ...emitKernel(
      {
        functionName: partialName(kernel),
        threads: kernel.threads,
        parameters: [
          ...declarationsOf(argumentsOf(kernel, 'partial')),
          ...place.parameters,
          ...shared.parameters,
        ],
      },
      [
        ...shared.body,
        ...place.body,
        ...emitPointers(kernel, true),
        ...emitStatistics(kernel, 'begin', 'end', 'float(end - begin)'),
        ...(kernel.threads === 1 ? [write] : ['if (place == 0)', `    ${write}`]),
      ],
    ),
  ]);
}

/** The kernel that puts the statistics of parts together, and writes a part. */
export function finalSource(kernel: NormKernel): string {
  const place = emitPlace(kernel);
  return sourceText(
    emitHeader(kernel),
    ...emitStart(kernel, true),
    ...emitActivation(kernel.problem.activation),
    ...emitChannels(kernel),
    [
      "// put the statistics of the row's parts together; write the elements of a part, normalized by them",
      ...emitKernel(
        {
          functionName: kernel.name,
          threads: kernel.threads,
          parameters: [...declarationsOf(argumentsOf(kernel, 'final')), ...place.parameters],
        },
        [
          ...place.body,
          'partials += row * sizes.parts;',
          ...emitMergedParts(kernel),
          ...emitPointers(kernel, false),
          ...emitFactor(kernel),
          ...emitOutput(kernel, 'begin', 'end'),
        ],
      ),
    ],
  );
}

export function partialName({ name }: NormKernel): string {
  return `${name}_statistics`;
}
