import { DTYPE, type DType } from '../msl/dtype.ts';
import { type Epilogue, isPlain } from '../msl/epilogue.ts';
import { SIMD_WIDTH, TILE } from '../msl/kernel.ts';
import type { Lines } from '../msl/text.ts';
import { multipliedAs, type Operand, operand } from './operands.ts';
import type { GemmConfiguration } from './parameters.ts';
import { type CompleteGemm, isWholeProduct } from './problem.ts';

/** Everything that the text of a kernel depends on. */
export interface GemmKernel {
  /** The kernel's name, which is BLAS's name of the product: "sgemm". */
  readonly name: string;
  readonly config: GemmConfiguration;
  readonly a: Operand;
  readonly b: Operand;
  readonly typeC: string;
  /** The type of the sums. */
  readonly accumulator: string;
  readonly epilogue: Epilogue;
  /** What each element of the bias is added to: by default, a column of C. */
  readonly biasOf: 'columns' | 'rows';
  /** Additional parameters that operands need, and functions above the kernel. */
  readonly parameters: Lines;
  readonly functions: Lines;
  /** Statements that move A, B and C to the member `group.z` of the batch. */
  readonly member: Lines;
  /** Arrays in threadgroup memory that staged operands are loaded through, and their size. */
  readonly arrays: Lines;
  readonly arrayBytes: number;
  /** Statements before the loop over K, and at the beginning of each step, that fill the arrays. */
  readonly beforeLoop: Lines;
  readonly beforeStep: Lines;
}

const MEMBER: Lines = [
  'A += group.z * sizes.stride_a;',
  'B += group.z * sizes.stride_b;',
  'C += group.z * sizes.stride_c;',
];

export function gemmKernel(problem: CompleteGemm, config: GemmConfiguration, name: string): GemmKernel {
  const multiplied = multipliedBy(problem, config);
  return {
    name,
    config,
    a: operand('A', problem.dtype, multiplied ?? problem.dtype, problem.transposeA),
    b: operand('B', problem.dtypeB, multiplied ?? problem.dtypeB, problem.transposeB),
    typeC: DTYPE[problem.dtypeC].msl,
    accumulator: DTYPE[isWholeProduct(problem) ? 'i32' : config.accumulator].msl,
    epilogue: problem,
    biasOf: 'columns',
    parameters: [],
    functions: [],
    member: MEMBER,
    arrays: [],
    arrayBytes: 0,
    beforeLoop: [],
    beforeStep: [],
  };
}

/** The data type that the elements of A and B are multiplied in; null if each keeps its own. */
export function multipliedBy(
  problem: CompleteGemm,
  { operands, multiplier }: GemmConfiguration,
): DType | null {
  if (multiplier === 'tensor') return null;
  return operands === 'f32' ? 'f32' : multipliedAs(problem.dtype, problem.dtypeB);
}

/** Threads in a threadgroup. */
export function threadsOf(config: GemmConfiguration): number {
  const { multiplier, blockM, blockN, registerM, registerN, simdgroups } = config;
  const parts = (blockM / registerM) * (blockN / registerN);
  return { thread: parts, simdgroup: parts * SIMD_WIDTH, tensor: simdgroups * SIMD_WIDTH }[multiplier];
}

/** SIMD-groups of a threadgroup. */
export function simdgroupsOf(config: GemmConfiguration): number {
  return Math.ceil(threadsOf(config) / SIMD_WIDTH);
}

/** Whether SIMD-groups read the 8x8 tiles of their parts from device memory. */
export function loadsTiles({ multiplier, load }: GemmConfiguration): boolean {
  return multiplier === 'simdgroup' && load === 'direct';
}

/** Rows and columns of C that move inward together at an edge: a whole block if it is staged, else a part. */
export function unitOf(config: GemmConfiguration) {
  const { blockM, blockN, registerM, registerN } = config;
  return loadsTiles(config) ? { m: registerM, n: registerN } : { m: blockM, n: blockN };
}

/** The staged block of an operand, in elements: its rows, and the length of a row with padding. */
export function stagedBlock({ transposed, name }: Operand, config: GemmConfiguration) {
  const outer = name === 'A' ? config.blockM : config.blockN;
  const isOuterFirst = (name === 'A') !== transposed;
  const [rows, columns] = isOuterFirst ? [outer, config.blockK] : [config.blockK, outer];
  return { rows, columns, leading: columns + config.padding, elements: rows * (columns + config.padding) };
}

const SIZE_BYTES: Readonly<Record<string, number>> = Object.fromEntries(
  Object.values(DTYPE).map(({ msl, sizeBytes }) => [msl, sizeBytes]),
);

/** The size of an MSL type in bytes. */
export function sizeOf(type: string): number {
  return SIZE_BYTES[type] as number;
}

/** 8x8 tiles of a SIMD-group's part that go through threadgroup memory together: up to four side by side. */
export function stripTiles({ config: { registerN }, epilogue, typeC, accumulator }: GemmKernel): number {
  if (isPlain(epilogue) && typeC === accumulator) return 1;
  const tiles = registerN / TILE;
  return [4, 3, 2, 1].find((count) => tiles % count === 0) as number;
}

/** Bytes of threadgroup memory. */
export function threadgroupBytesOf(kernel: GemmKernel): number {
  return sharedBytesOf(kernel) + kernel.arrayBytes;
}

/** Bytes of the threadgroup memory that holds the blocks of A and B, and later the strips of all SIMD-groups. */
export function sharedBytesOf(kernel: GemmKernel): number {
  const { config, a, b, accumulator } = kernel;
  const bytesOf = (one: Operand) => stagedBlock(one, config).elements * sizeOf(one.type);
  const blocks = config.load === 'staged' ? config.buffers * (bytesOf(a) + bytesOf(b)) : 0;
  const edges = loadsTiles(config) ? edgeBytesOf(kernel) : 0;
  const isOfTiles = config.multiplier === 'simdgroup';
  const strips = isOfTiles ? TILE ** 2 * stripTiles(kernel) * sizeOf(accumulator) : 0;
  return Math.ceil(Math.max(blocks, simdgroupsOf(config) * Math.max(strips, edges)) / 16) * 16;
}

/** Bytes for an 8x8 tile of an operand, which is read element by element at an edge. */
function edgeBytesOf({ a, b }: GemmKernel): number {
  return TILE ** 2 * Math.max(sizeOf(a.type), sizeOf(b.type));
}

/** 16-bit registers per thread: its sums, and the operands of one step. */
export function registersOf({ config, a, accumulator }: GemmKernel): number {
  const { multiplier, blockM, blockN, registerM, registerN } = config;
  // How a tensor operation holds its operands is its own business.
  if (multiplier === 'tensor')
    return Math.ceil((blockM * blockN * sizeOf(accumulator)) / 2 / threadsOf(config));
  const [lanes, depth] = multiplier === 'thread' ? [1, 1] : [SIMD_WIDTH, TILE];
  const sums = (registerM * registerN * sizeOf(accumulator)) / 2;
  const operands = ((registerM + registerN) * depth * sizeOf(a.type)) / 2;
  return Math.ceil((sums + operands) / lanes);
}
