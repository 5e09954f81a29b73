import { type Extent3, type Pass, tensorOperationLine } from '../../../kernels/index.ts';
import { type Bytes, Cell, readBytes, type Type } from './cell.ts';
import type { Counts } from './evaluate.ts';
import { parse } from './parse.ts';
import { Run } from './run.ts';
import { NotCounted, type Variable } from './syntax.ts';

/** What the lines of a kernel cost a thread. */
export interface LineCosts {
  readonly lines: ReadonlyMap<number, LineCost>;
}

export interface LineCost extends Counts {
  /** Of all that the thread does, from 0 to 1. */
  readonly share: number;
}

/** Why they cannot be known. */
export interface NoLineCosts {
  readonly line: number;
  readonly reason: string;
}

const SIMD_WIDTH = 32;

/**
 * Estimates what each line of a pass costs, by its number, which counts from 1: what the first thread of the threadgroup
 * in the middle of the grid does to data. Arithmetic on sizes, indices and addresses costs nothing, nor do barriers,
 * and nothing is said of how long anything takes. NoLineCosts where that depends on data, or the text is not understood.
 */
export function lineCosts(pass: Pass): LineCosts | NoLineCosts {
  try {
    const { kernel } = pass;
    refuseTensors(kernel.source);
    const constants = Object.entries(kernel.constants).map(
      ([index, { value }]) => [Number(index), Number(value)] as const,
    );
    const run = new Run(parse(kernel.source), new Map(constants));
    run.kernel(kernel.functionName, (parameter, type) => argument(pass, parameter, type));
    const costOf = ({ arithmetic, device, threadgroup }: Counts) => arithmetic + device + threadgroup;
    const total = [...run.counts.values()].reduce((sum, counts) => sum + costOf(counts), 0);
    const lines = [...run.counts]
      .filter(([, counts]) => costOf(counts) > 0)
      .map(([line, counts]) => [line, { ...counts, share: costOf(counts) / total }] as const);
    return { lines: new Map(lines) };
  } catch (error) {
    if (error instanceof NotCounted) return { line: error.line, reason: error.message };
    throw error;
  }
}

/** What a thread does of a tensor operation, and which elements it has, is known to the GPU alone. */
function refuseTensors(source: string): void {
  const line = tensorOperationLine(source);
  if (line !== null)
    throw new NotCounted(line, 'which part of a tensor operation a thread carries out is not known');
}

function argument(pass: Pass, { attribute, isReference, line }: Variable, type: Type): Cell {
  if (attribute?.name === 'buffer' || attribute?.name === 'threadgroup') {
    const binding = pass.bindings.find(({ index }) => index === attribute.index);
    const bytes = binding && 'words' in binding ? bytesOf(binding.words) : null;
    if (isReference && bytes) return readBytes(type, bytes);
    const cell = new Cell(type);
    cell.bytes = bytes;
    if (isReference) cell.memory = 'device';
    return cell;
  }
  const cell = new Cell(type);
  const position = attribute && POSITIONS[attribute.name]?.(pass);
  if (!position) throw new NotCounted(line, `what [[${attribute?.name ?? ''}]] gives is not known`);
  if (type.width === 1) cell.known = position[0];
  else
    for (let i = 0; i < type.width; i++) cell.part(i, { name: type.name, width: 1 }).known = position[i] ?? 0;
  return cell;
}

function bytesOf(words: readonly number[]): Bytes {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word >>> 0, true);
  return { view, offset: 0 };
}

const FIRST: Extent3 = [0, 0, 0];
const only = (value: number): Extent3 => [value, 0, 0];
const middle = ({ threadgroups: [x, y, z] }: Pass): Extent3 => [x >> 1, y >> 1, z >> 1];
const threads = ({ threadsPerThreadgroup: [x, y, z] }: Pass) => x * y * z;
const times = (a: Extent3, b: Extent3): Extent3 => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];

/** The thread that is counted, by the attributes of a kernel's arguments. */
const POSITIONS: Readonly<Record<string, (pass: Pass) => Extent3>> = {
  thread_position_in_grid: (pass) => times(middle(pass), pass.threadsPerThreadgroup),
  threadgroup_position_in_grid: middle,
  thread_position_in_threadgroup: () => FIRST,
  thread_index_in_threadgroup: () => FIRST,
  simdgroup_index_in_threadgroup: () => FIRST,
  thread_index_in_simdgroup: () => FIRST,
  threads_per_threadgroup: (pass) => pass.threadsPerThreadgroup,
  dispatch_threads_per_threadgroup: (pass) => pass.threadsPerThreadgroup,
  threadgroups_per_grid: (pass) => pass.threadgroups,
  threads_per_grid: (pass) => pass.gridThreads ?? times(pass.threadgroups, pass.threadsPerThreadgroup),
  threads_per_simdgroup: () => only(SIMD_WIDTH),
  simdgroups_per_threadgroup: (pass) => only(Math.ceil(threads(pass) / SIMD_WIDTH)),
};
