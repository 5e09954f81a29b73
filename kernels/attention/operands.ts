import { type Lines, lines } from '../msl/text.ts';
import type { ProgramBuffer } from '../program.ts';
import type { CompleteAttention } from './problem.ts';

/** The operands of the forward pass: their rows, and whether query heads share their heads. */
const OPERANDS = {
  Q: { rows: 'r', isShared: false, transpose: 'transposeQ' },
  K: { rows: 'c', isShared: true, transpose: 'transposeK' },
  V: { rows: 'c', isShared: true, transpose: 'transposeV' },
  O: { rows: 'r', isShared: false, transpose: 'transposeO' },
} as const;

export type Operand = keyof typeof OPERANDS;
const OPERAND_NAMES = Object.keys(OPERANDS) as readonly Operand[];

/** The shape of an operand's buffer: batch, heads, and the last two dimensions as in memory. */
export function operandShape(operand: Operand, problem: CompleteAttention): number[] {
  const { rows, isShared, transpose } = OPERANDS[operand];
  const matrix = [problem[rows], problem.d];
  return [
    problem.batch,
    isShared ? problem.kvHeads : problem.heads,
    ...(problem[transpose] ? matrix.reverse() : matrix),
  ];
}

/** Q, K and V; O. */
export function operandBuffers(problem: CompleteAttention): ProgramBuffer[] {
  return OPERAND_NAMES.map((name) => {
    return {
      name,
      dtype: problem.dtype,
      shape: operandShape(name, problem),
      role: name === 'O' ? 'output' : 'input',
    };
  });
}

/**
 * The index of element (row, column) in the buffer of an operand. `head` counts the heads of Q through the whole batch.
 */
export function operandIndex(
  operand: Operand,
  problem: CompleteAttention,
  head: number,
  row: number,
  column: number,
): number {
  const { rows, isShared, transpose } = OPERANDS[operand];
  const count = problem[rows];
  const first = (isShared ? Math.floor((head * problem.kvHeads) / problem.heads) : head) * count * problem.d;
  return first + (problem[transpose] ? column * count + row : row * problem.d + column);
}

/** Constants that tell which operands are transposed in memory. */
export function transposeConstants(problem: CompleteAttention): Record<string, boolean> {
  return Object.fromEntries(
    OPERAND_NAMES.map((name) => [`TRANSPOSED_${name}`, problem[OPERANDS[name].transpose]]),
  );
}

/** `offset_of(...)`, for kernels that go from the first element of a block. */
export const OFFSET_OF: Lines = lines(`
  // The offset of an element of a matrix from the first one. In memory, rows are \`stride\` apart, or the
  // columns if the matrix is transposed.
  inline uint offset_of(uint row, uint column, uint stride, bool transposed) {
      return transposed ? column * stride + row : row * stride + column;
  }
`);

/** `stride_q` and so on, for each operand. If its tiles are whole, it is known when the kernel is compiled. */
export function emitStrides(): string[] {
  return OPERAND_NAMES.map((name) => {
    const { rows } = OPERANDS[name];
    return `const uint stride_${name.toLowerCase()} = TRANSPOSED_${name} ? sizes.${rows} : whole_${rows} ? DEPTH : sizes.d;`;
  });
}

/**
 * The first statements of a kernel: pointers to the operands of `head`, which counts the heads of Q through the whole
 * batch. Heads of Q that share a head of K and V are consecutive.
 */
export function emitOperands(operands: readonly Operand[]): string[] {
  return operands.map((name) => {
    const { rows, isShared } = OPERANDS[name];
    return `${name} += ${isShared ? 'head / sizes.sharers' : 'head'} * sizes.${rows} * sizes.d;`;
  });
}
