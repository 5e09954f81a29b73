import { type CompleteAttention, completeAttention } from './attention/problem.ts';
import { familyOf, type Problem } from './families.ts';
import { optionsOf } from './field.ts';
import type { GemmProblem } from './gemm/problem.ts';
import type { AttentionLibrary, Library, LibraryCall, ProductLibrary } from './library.ts';

/** The options of a problem that calls carry. Any other is refused by name. */
const CARRIED = {
  gemm: ['transposeA', 'transposeB'],
  attention: ['batch', 'heads', 'kvHeads', 'mask', 'scale'],
} as const satisfies Record<Library['op'], readonly string[]>;

const MASKS_CARRIED: readonly string[] = ['none', 'causal'];

type Called = { readonly call: LibraryCall } | { readonly reason: string };

/** The call that solves a problem by a library, or why there is none. */
export function libraryCall(library: Library, problem: Problem): Called {
  const asked = optionsOf(familyOf(problem).fields, problem);
  const known: readonly string[] = ['dtype', ...CARRIED[library.op]];
  const others = asked.filter(([name]) => !known.includes(name));
  const dtype = library.dtypes.find((one) =>
    asked.some(([name, value]) => name === 'dtype' && value === one),
  );
  if (!dtype || others.length > 0) {
    const refused = [...asked.filter(([name]) => name === 'dtype' && !dtype), ...others];
    return refuse(library, refused.map(([name, value]) => `${name} = ${value}`).join(', '));
  }
  if (library.op === 'gemm' && problem.op === 'gemm') return productCall(library, problem, dtype);
  if (library.op === 'attention' && problem.op === 'attention') {
    return attentionCall(library, completeAttention(problem), dtype);
  }
  return refuse(library, problem.op);
}

function productCall(
  { routine }: ProductLibrary,
  { m, n, k, transposeA = false, transposeB = false }: GemmProblem,
  dtype: LibraryCall['dtype'],
): Called {
  return { call: { routine, m, n, k, dtype, transposeA, transposeB, buffers: { a: 'A', b: 'B', c: 'C' } } };
}

function attentionCall(
  library: AttentionLibrary,
  { batch, heads, kvHeads, r, c, d, mask, scale }: CompleteAttention,
  dtype: LibraryCall['dtype'],
): Called {
  if (kvHeads !== heads) return refuse(library, `kvHeads = ${kvHeads}`);
  if (!MASKS_CARRIED.includes(mask)) return refuse(library, `mask = ${mask}`);
  const causal = mask === 'causal';
  // For a query that sees no key, the reference is zeros, but libraries return NaN or something else.
  if (causal && r > c) return refuse(library, 'a causal mask with more queries than keys');
  return {
    call: {
      routine: library.routine,
      heads: batch * heads,
      rows: r,
      columns: c,
      d,
      scale,
      causal,
      dtype,
      buffers: { q: 'Q', k: 'K', v: 'V', o: 'O' },
    },
  };
}

function refuse({ op, dtypes }: Library, requested: string): { reason: string } {
  const types = dtypes.join(' and ');
  const supported =
    op === 'gemm' ? `plain ${types} products only` : `${types} attention only, unmasked or causal`;
  return { reason: `Supports ${supported} (requested: ${requested})` };
}
