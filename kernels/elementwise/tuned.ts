import { DTYPE } from '../msl/dtype.ts';
import type { Target } from '../target.ts';
import { DIRECT_PARAMETERS, type DirectConfiguration, type StagedConfiguration } from './parameters.ts';
import { type CompleteElementwise, dimensionsOfY } from './problem.ts';
import { movesColumns } from './program.ts';
import { SQUARE } from './squares.ts';
import { sizesOf } from './walk.ts';

/** What suits a target, and the source of its figures. */
interface Tuned {
  /** Bytes of X that a thread moves at a time, or elements of any size. */
  readonly width: { readonly bytes: number } | { readonly elements: number };
  /** Whose rows a transposing kernel follows. */
  readonly along: DirectConfiguration['along'];
  readonly source: string;
}

const APPLE: Tuned = {
  width: { bytes: 8 },
  along: 'Y',
  source:
    'MLX, backend/metal/utils.h, get_work_per_thread: 8 bytes per thread; kernels/copy.h: general copies follow the rows of what is written',
};

const TUNED: Readonly<Record<Target, Tuned>> = {
  cpu: {
    width: { elements: 8 },
    along: 'both',
    source:
      'fastest of 1, 2, 4 and 8 on the CPU device for copies, casts, a bias, GELU and rotary, 512 squared',
  },
  Apple7: APPLE,
  Apple8: APPLE,
  Apple9: APPLE,
};

function alongFor(
  problem: CompleteElementwise,
  target: Target,
  { width = SQUARE, height = SQUARE }: Partial<DirectConfiguration>,
): DirectConfiguration['along'] {
  if (!movesColumns(problem)) return 'X';
  const { along } = TUNED[target];
  return along === 'both' && (width % SQUARE !== 0 || height % SQUARE !== 0) ? 'X' : along;
}

/**
 * Squares of a thread that goes along rows of both X and Y. On the CPU device, of 4 to 64 rows and 4 to 32 columns, 64 by 4
 * are fastest for transposes in single precision of 512 to 4000 squared. Lines of rows whole pages apart have the same
 * place in a cache: of 1024, 2048 and 4096 squared, 16 by 4 are fastest.
 */
function tunedSquares(problem: CompleteElementwise): Partial<DirectConfiguration> {
  const { dtype, ldx, strideX } = problem;
  const apart = (dimensionsOfY(problem)[2] === 'm' ? ldx : strideX) * DTYPE[dtype].sizeBytes;
  return { along: 'both', width: 4, height: apart % PAGE_BYTES === 0 ? 16 : 64, threads: 64, across: 4 };
}

const PAGE_BYTES = 4096;

/** The values of a direct kernel that differ from the table's. Threads along a row are no more than it has work for. */
export function tunedDirect(
  problem: CompleteElementwise,
  target: Target,
  overrides: Partial<DirectConfiguration>,
): Partial<DirectConfiguration> {
  const along = overrides.along ?? alongFor(problem, target, overrides);
  if (along === 'both') return tunedSquares(problem);
  const { threads, across } = DIRECT_PARAMETERS;
  const width = overrides.width ?? widthFor(problem, target);
  const columns = along === 'Y' ? sizesOf(problem)[dimensionsOfY(problem)[2]] : problem.n;
  const items = Math.ceil((problem.operation === 'rotary' ? columns / 2 : columns) / width);
  const enough = across.choices.find((choice) => choice >= items) ?? across.default;
  return { width, along, across: Math.min(enough, across.default, overrides.threads ?? threads.default) };
}

/** The values of a staged kernel that differ from the table's. */
export function tunedStaged(problem: CompleteElementwise, target: Target): Partial<StagedConfiguration> {
  return { width: widthFor(problem, target) };
}

function widthFor({ dtype }: CompleteElementwise, target: Target): 1 | 2 | 4 | 8 {
  const { width } = TUNED[target];
  return ('elements' in width ? width.elements : width.bytes / DTYPE[dtype].sizeBytes) as 1 | 2 | 4 | 8;
}
