import { BOOL, Cell, commonType, convert, FLOAT, MATRIX_ELEMENTS, type Type } from './cell.ts';

/** Multiply-adds of each lane where a SIMD-group multiplies two 8 × 8 matrices. */
const MATRIX_OPERATIONS = (8 * 8 * 8) / 32;

/** What a function of Metal's library costs a thread. */
export interface LibraryCost {
  readonly arithmetic: number;
  readonly memory?: { readonly of: 'device' | 'threadgroup'; readonly elements: number };
  readonly result: Cell;
}

const NOTHING = new Set([
  'threadgroup_barrier',
  'simdgroup_barrier',
  'atomic_thread_fence',
  'is_function_constant_defined',
  'as_type',
]);

const NUMBERS: Readonly<Record<string, (...numbers: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  fmin: Math.min,
  fmax: Math.max,
  clamp: (x, low, high) => Math.min(Math.max(x as number, low as number), high as number),
  abs: Math.abs,
  fabs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  sqrt: Math.sqrt,
  exp: Math.exp,
  exp2: (x) => 2 ** (x as number),
  log: Math.log,
  log2: Math.log2,
  select: (no, yes, condition) => (condition ? yes : no) as number,
  popcount: (x) => ((x as number) >>> 0).toString(2).replaceAll('0', '').length,
  clz: (x) => Math.clz32(x as number),
  divide: (x, y) => (x as number) / (y as number),
  fma: (x, y, z) => (x as number) * (y as number) + (z as number),
  mad24: (x, y, z) => (x as number) * (y as number) + (z as number),
  mul24: (x, y) => (x as number) * (y as number),
  rsqrt: (x) => 1 / Math.sqrt(x as number),
};

/**
 * A call with arguments that were read. Each function counts as one operation for each element of its result, matrices
 * of a SIMD-group as what each lane has of them.
 * @param type of a template's first argument
 */
export function libraryCost(name: string, args: readonly Cell[], type: Type | null): LibraryCost {
  const first = args[0];
  if (name === 'make_filled_simdgroup_matrix')
    return { arithmetic: 0, result: new Cell({ name: type?.name ?? 'float', width: 1, isMatrix: true }) };
  if (name === 'simdgroup_load' || name === 'simdgroup_store') {
    const of = args[1]?.type.space === 'threadgroup' ? 'threadgroup' : 'device';
    return { arithmetic: 0, memory: { of, elements: MATRIX_ELEMENTS }, result: new Cell(FLOAT) };
  }
  if (/^simdgroup_multiply(?:_accumulate)?$/.test(name))
    return { arithmetic: MATRIX_OPERATIONS, result: new Cell(FLOAT) };
  if (/^atomic_/.test(name)) {
    const of = first?.type.space === 'threadgroup' ? 'threadgroup' : 'device';
    return { arithmetic: 0, memory: { of, elements: 1 }, result: new Cell(first?.type.pointee ?? FLOAT) };
  }
  if (NOTHING.has(name)) return { arithmetic: 0, result: convertedTo(type ?? BOOL, first) };
  return costOfNumbers(name, args);
}

/** A value in another type: free, as instructions convert what they read. */
function convertedTo(type: Type, value: Cell | undefined): Cell {
  return new Cell(type, value?.isKnown ? value.known : null);
}

function costOfNumbers(name: string, args: readonly Cell[]): LibraryCost {
  const type = args.reduce<Type>((found, arg) => commonType(found, arg.type), { name: 'bool', width: 1 });
  const isScalar = /^(?:dot|length|distance|all|any|simd_all|simd_any)$/.test(name);
  const own: Type = isScalar ? { name: /all|any/.test(name) ? 'bool' : type.name, width: 1 } : type;
  const numbers = NUMBERS[name];
  // Lanes may differ in what they know.
  if (args.length === 0 || !args.every((arg) => arg.isKnown) || /^(?:simd|quad)_/.test(name))
    return { arithmetic: type.width, result: new Cell(own) };
  const result = new Cell(own);
  if (!numbers) return { arithmetic: 0, result };
  const at = (index: number) => convert(numbers(...args.map((arg) => arg.at(index) ?? Number.NaN)), own);
  if (own.width === 1) result.known = at(0);
  else for (let i = 0; i < own.width; i++) result.part(i, { name: own.name, width: 1 }).known = at(i);
  return { arithmetic: 0, result };
}
