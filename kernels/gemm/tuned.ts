import type { DType } from '../msl/dtype.ts';
import { TILE } from '../msl/kernel.ts';
import type { ParameterTable } from '../parameter.ts';
import type { Target } from '../target.ts';
import type { GemmConfiguration } from './parameters.ts';

type Tuned = Partial<Omit<GemmConfiguration, 'load' | 'schedule'>>;

/** A row of the table, and the source of its figures. */
interface TunedRow {
  readonly values: Tuned;
  readonly source: string;
}

/**
 * What tuning depends on. `few`: at most FEW_BLOCKS blocks of 48 x 48, so that larger blocks would leave cores idle.
 */
type Kind = 'single' | 'single-few' | 'half' | 'half-few';

/** Six threadgroups for each of the 8 cores of an M1: Metal FlashAttention's rule for single precision. */
const FEW_BLOCKS = 48;

const MEASURED = 'fastest of several on the CPU device, single precision, 200 to 512 squared';
const AS_SINGLE = 'as for single precision; not measured separately';
const MEASURED_ORDER =
  'on the CPU device 2 and 4 are within 5 % of it and 8 is slower, single precision, 200 to 2048 squared';
const MLX_ORDER =
  'MLX, matmul.cpp, steel_matmul_regular_axpby: no swizzle (its kernels for Apple10 take 2 or 4 rows together)';
const MFA = 'Metal FlashAttention v2, GEMMDescriptor.swift: block sizes and splits before Apple9';
const MFA_APPLE9 =
  'Metal FlashAttention v2, GEMMDescriptor.swift: Apple9 and later, one SIMD-group a threadgroup. It stages nothing there; padding of 16 bytes is that of MLX, steel/gemm/gemm.h';

const APPLE7: Readonly<Record<Kind, TunedRow>> = {
  single: { values: block(48, 48, 24, 24, 24, 4), source: MFA },
  'single-few': { values: block(32, 32, 32, 16, 16, 4), source: MFA },
  half: { values: block(48, 48, 32, 24, 24, 8), source: MFA },
  'half-few': { values: block(32, 32, 32, 16, 16, 8), source: MFA },
};

const APPLE9: Readonly<Record<Kind, TunedRow>> = {
  single: { values: block(32, 32, 8, 32, 32, 4), source: MFA_APPLE9 },
  'single-few': { values: block(32, 32, 8, 32, 32, 4), source: MFA_APPLE9 },
  half: { values: block(32, 32, 8, 32, 32, 8), source: MFA_APPLE9 },
  'half-few': { values: block(32, 32, 8, 32, 32, 8), source: MFA_APPLE9 },
};

const CPU: Readonly<Record<Kind, TunedRow>> = {
  single: { values: {}, source: MEASURED },
  'single-few': { values: {}, source: MEASURED },
  half: { values: {}, source: AS_SINGLE },
  'half-few': { values: {}, source: AS_SINGLE },
};

/** The order of threadgroups. */
const ORDER: Readonly<Record<Target, TunedRow>> = {
  cpu: { values: { swizzle: 1 }, source: MEASURED_ORDER },
  Apple7: { values: { swizzle: 1 }, source: MLX_ORDER },
  Apple8: { values: { swizzle: 1 }, source: MLX_ORDER },
  Apple9: { values: { swizzle: 1 }, source: MLX_ORDER },
};

/** Values that differ from the defaults of a contender, by target. */
const TUNED: Readonly<Record<Target, Readonly<Record<Kind, TunedRow>>>> = {
  cpu: CPU,
  Apple7: APPLE7,
  Apple8: APPLE7,
  Apple9: APPLE9,
};

/** Apple7 and 8 have no bfloat arithmetic: Metal FlashAttention v2 widens bfloat when it is loaded, and so do we. */
const WITHOUT_BFLOAT: readonly Target[] = ['Apple7', 'Apple8'];

/** The smallest default blocks: what a SIMD-group can fill. */
const SMALLEST_BLOCK = { simdgroup: 8, tiled: 32 } as const;

/** The tuned values of a contender with the parameters in `table`. Parts follow the blocks in `overrides`. */
export function tunedFor(
  table: ParameterTable,
  target: Target,
  { dtype, m, n, batch }: { dtype: DType; m: number; n: number; batch: number },
  overrides: Tuned,
): Tuned {
  const few = Math.ceil(m / 48) * Math.ceil(n / 48) * batch <= FEW_BLOCKS ? '-few' : '';
  const row = TUNED[target][`${dtype === 'f32' ? 'single' : 'half'}${few}`].values;
  const wide = dtype === 'bf16' && WITHOUT_BFLOAT.includes(target) ? { operands: 'f32' } : {};
  const values = Object.entries({ ...row, ...ORDER[target].values, ...wide }).filter(([name, value]) =>
    has(table, name, value),
  );
  const chosen = { ...defaultsOf(table), ...Object.fromEntries(values) };
  return { ...Object.fromEntries(values), ...fitted(table, chosen, { m, n }, overrides) };
}

function block(
  ...[blockM, blockN, blockK, registerM, registerN, padding]: [number, number, number, number, number, number]
): Tuned {
  return { blockM, blockN, blockK, registerM, registerN, padding };
}

function has(table: ParameterTable, name: string, value: unknown): boolean {
  return (table[name]?.choices as readonly unknown[] | undefined)?.includes(value) ?? false;
}

function defaultsOf(table: ParameterTable): GemmConfiguration {
  const entries = Object.entries(table).map(([name, parameter]) => [name, parameter.default]);
  return Object.fromEntries(entries) as GemmConfiguration;
}

/** Blocks that are no larger than a small product needs, and parts that divide them. */
function fitted(
  table: ParameterTable,
  chosen: GemmConfiguration,
  { m, n }: { m: number; n: number },
  overrides: Tuned,
): Tuned {
  const smallest =
    (table.registerN?.choices[0] as number) < TILE ? SMALLEST_BLOCK.tiled : SMALLEST_BLOCK.simdgroup;
  const largest = (name: 'blockM' | 'blockN', extent: number) => {
    const choices = (table[name]?.choices ?? []) as readonly number[];
    const enough = choices.find((choice) => choice >= Math.max(extent, smallest) && isPowerOfTwo(choice));
    return overrides[name] ?? Math.min(enough ?? chosen[name], chosen[name]);
  };
  const [blockM, blockN] = [largest('blockM', m), largest('blockN', n)];
  return {
    blockM,
    blockN,
    registerM: partOf(blockM, chosen.registerM),
    registerN: partOf(blockN, chosen.registerN),
  };
}

/** The given part of a block, or the largest smaller one that divides it and is a whole number of tiles. */
function partOf(block: number, part: number): number {
  if (part < 8) return part;
  let fits = Math.min(part, block);
  while (block % fits !== 0) fits -= 8;
  return fits;
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
