import { describe, expect, test } from 'vitest';
import { check, execute, fill } from '../harness.ts';
import { kernelTable } from '../kernel-table.ts';

/** What each of 32 lanes computes; with checks, it reads beyond `out` where `expected` differs. */
interface Divergent {
  readonly before?: string;
  readonly body: string;
  readonly expected: (lane: number) => number;
}

const HELPER = 'float total(float v) { return simd_sum(v); }';
const lanes = Array.from({ length: 32 }, (_, lane) => lane);
const count = (takesPart: (lane: number) => boolean) => lanes.filter(takesPart).length;
/** 0 + 1 + … + (turns - 1) of what a turn gives. */
const turns = (number: number, of: (turn: number) => number) =>
  Array.from({ length: number }, (_, turn) => of(turn)).reduce((a, b) => a + b, 0);

const KERNELS: Readonly<Record<string, Divergent>> = {
  'each turn of a loop for other lanes': {
    body: 'for (uint j = 0; j < 4; j++) if (lane % 4 == j) s += simd_sum(1.0f);',
    expected: () => 8,
  },
  'turns that lanes skip': {
    body: 'for (uint j = 0; j < 4; j++) { if ((lane + j) % 3 == 0) continue; s += simd_sum(1.0f) * (j + 1); }',
    expected: (lane) =>
      turns(4, (j) => ((lane + j) % 3 === 0 ? 0 : (j + 1) * count((other) => (other + j) % 3 !== 0))),
  },
  'a while loop without braces': {
    body: 'uint j = 0; while (j++ < 3) if ((lane + j) % 2) s += simd_sum(float(j)); else s += simd_max(float(lane));',
    expected: (lane) => turns(3, (j) => ((lane + j + 1) % 2 ? 16 * (j + 1) : (j + 1) % 2 ? 31 : 30)),
  },
  'a condition that is itself a vote': {
    body: 'uint j = lane % 5; while (simd_any(j < 4)) { if (j < 4) s += simd_sum(1.0f); j++; }',
    expected: votes,
  },
  'a do loop with a vote at its end': {
    body: 'uint j = 0; do { if (lane % 3 >= j) s += simd_sum(1.0f); j++; } while (simd_any(lane % 3 >= j));',
    expected: (lane) => turns((lane % 3) + 1, (j) => count((other) => other % 3 >= j)),
  },
  'an inner loop of different lengths': {
    body: 'for (uint r = 0; r < 3; r++) for (uint j = 0; j < lane % 3; j++) s += simd_sum(1.0f) * (r + 1);',
    expected: (lane) => 6 * turns(lane % 3, (j) => count((other) => other % 3 > j)),
  },
  'a loop that lanes leave': {
    body: 'for (uint j = 0;; j++) { if (j > lane) break; if (j % 2 == 0) continue; s += simd_sum(1.0f); }',
    expected: (lane) => turns(lane + 1, (j) => (j % 2 === 0 ? 0 : 32 - j)),
  },
  'a function called in both branches': {
    before: HELPER,
    body: 'if (lane < 8) s = total(1.0f); else s = total(2.0f);',
    expected: (lane) => (lane < 8 ? 8 : 48),
  },
  'a function called again by lanes that skipped it': {
    before: HELPER,
    body: 'if (lane > 3) s = total(1.0f); s = s * 100 + total(1.0f);',
    expected: (lane) => (lane > 3 ? 2832 : 32),
  },
  'a function above the loop that lanes leave for it': {
    before: HELPER,
    body: 'for (uint j = 0; j < lane % 3; j++) s += simd_sum(1.0f); s += 100 * total(1.0f);',
    expected: (lane) => turns(lane % 3, (j) => count((other) => other % 3 > j)) + 3200,
  },
  'a function that returns early': {
    before:
      'float part(uint lane) { if (lane % 2) return simd_sum(1.0f); return 100 + simd_sum(float(lane)); }',
    body: 'const float first = part(lane); for (uint j = 0; j < 2; j++) { if (lane % 4 == j) s += part(lane); } s += first;',
    expected: (lane) => {
      const first = lane % 2 ? 16 : 340;
      return first + (lane % 4 === 0 ? 100 + 112 : lane % 4 === 1 ? 8 : 0);
    },
  },
  'a member function called twice': {
    before: 'struct Op { float reduce(float v) { return simd_sum(v); } };',
    body: 'Op op; if (lane % 2) s = op.reduce(1.0f); s += 100 * op.reduce(2.0f);',
    expected: (lane) => (lane % 2 ? 16 : 0) + 6400,
  },
  'values of different widths at once': {
    body: 'if (lane < 20) { float4 v = simd_shuffle_xor(float4(lane), 1); s = v.x + v.w; } else s = simd_shuffle_xor(ushort(lane), 1);',
    expected: (lane) => (lane < 20 ? 2 * (lane ^ 1) : lane ^ 1),
  },
  'instances of a template with different widths': {
    before: 'template <typename T> T total_of(T v) { return simd_sum(v); }',
    body: 'if (lane % 2) s = total_of(float4(lane)).w; else s = total_of(short(lane));',
    expected: (lane) => (lane % 2 ? 256 : 240),
  },
  'a switch in a loop': {
    body: 'for (uint j = 0; j < 3; j++) switch ((lane + j) % 3) { case 0: s += simd_sum(1.0f); break; case 1: s += simd_sum(100.0f); break; default: break; }',
    expected: (lane) =>
      turns(3, (j) => {
        const kind = (lane + j) % 3;
        return kind > 1 ? 0 : (kind ? 100 : 1) * count((other) => (other + j) % 3 === kind);
      }),
  },
  'a function called in both arms of a choice': {
    before: HELPER,
    body: 's = lane < 8 ? total(1.0f) : total(2.0f); s += lane < 4 ? 100 * simd_sum(1.0f) : simd_sum(100.0f);',
    expected: (lane) => (lane < 8 ? 8 : 48) + (lane < 4 ? 400 : 2800),
  },
  'functions called in an expression that some lanes leave early': {
    before: HELPER,
    body: 's = (lane > 3 ? total(1.0f) : 0) + 100 * total(1.0f); if (lane > 15 && total(1.0f) > 1 && total(2.0f) > 1) s += 1;',
    expected: (lane) => (lane > 3 ? 28 : 0) + 3200 + (lane > 15 ? 1 : 0),
  },
  'arguments that only some lanes exchange for': {
    before: HELPER,
    body: 's = total(lane % 2 ? total(1.0f) : 3.0f) + total(lane % 2 ? 1.0f : simd_max(float(lane)));',
    expected: () => 16 * 16 + 16 * 3 + 16 + 16 * 30,
  },
  'a lambda called again by lanes that skipped it': {
    body: 'auto f = [&](float v) -> float { return simd_sum(v) + s; }; if (lane % 2) s = f(1.0f); s = f(100.0f); auto g = [] { return simd_sum(1.0f); }; s += lane < 4 ? g() : 2 * g();',
    expected: (lane) => 3200 + (lane % 2 ? 16 : 0) + (lane < 4 ? 4 : 56),
  },
  'a lambda passed on': {
    before:
      'template <typename F> float twice(F f, bool first) { float s = first ? f(1.0f) : 0; return s + f(100.0f); }',
    body: 's = twice([](float v) { return simd_sum(v); }, lane % 2); s += twice([&](float v) { return simd_max(v * lane); }, lane < 4);',
    expected: (lane) => 3200 + (lane % 2 ? 16 : 0) + 3100 + (lane < 4 ? 3 : 0),
  },
  'an object that is called': {
    before:
      'struct Sum { float operator()(float v) const { return simd_sum(v); } };\ntemplate <typename Op> float apply(float v, bool again) { float s = again ? Op{}(v) : 0; return s + Op()(100 * v); }',
    body: 'Sum sum; if (lane % 2) s = sum(1.0f); s += sum(100.0f); if (lane < 4) s += apply<Sum>(1.0f, lane % 2);',
    expected: (lane) => (lane % 2 ? 16 : 0) + 3200 + (lane < 4 ? 400 + (lane % 2 ? 2 : 0) : 0),
  },
  'exchanges far apart on a long line': {
    body: `${' '.repeat(190)}if (lane < 16) s = simd_sum(1.0f); ${' '.repeat(60)} s += 100 * simd_sum(1.0f);`,
    expected: (lane) => 3200 + (lane < 16 ? 16 : 0),
  },
  'a scan by shuffles with fill': {
    body: 'uint2 v = uint2(lane + 1, 7); for (ushort o = 1; o < 32; o *= 2) v += simd_shuffle_and_fill_up(v, uint2(0), o); s = v.x + v.y;',
    expected: (lane) => ((lane + 1) * (lane + 2)) / 2 + 7 * (lane + 1),
  },
};

/** In 'a condition that is itself a vote', lanes count from lane % 5 to 4, all of them in step. */
function votes(lane: number): number {
  return turns(4, (turn) => ((lane % 5) + turn < 4 ? count((other) => (other % 5) + turn < 4) : 0));
}

const PARAMETERS =
  'device float *out [[buffer(0)]], device const float *expected [[buffer(1)]], uint lane [[thread_index_in_simdgroup]]';
const kernelOf = kernelTable(
  Object.fromEntries(
    Object.entries(KERNELS).map(([name, { before, body }]) => {
      const compare = 'out[lane] = s; if (s != expected[lane]) out[1u << 28] = s;';
      return [name, { before, parameters: PARAMETERS, body: `float s = 0;\n${body}\n${compare}` }];
    }),
  ),
);

describe('lanes exchange values with those that are in the same turn and call', () => {
  test.each(Object.entries(KERNELS))('%s', async (name, { expected }) => {
    const { source, kernel } = await kernelOf(name);
    const wanted = fill(32, expected);
    const out = fill(32);
    const launch = { kernel, arguments: [out, wanted], threadsPerThreadgroup: [32, 1, 1] as const };
    await execute(source, launch);
    expect(out).toEqual(wanted);
    expect((await check(source, launch)).findings.map(({ message }) => message)).toEqual([]);
  });
});
