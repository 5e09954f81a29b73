import { describe, expect, test } from 'vitest';
import { check, fill, HEADER } from '../harness.ts';
import { type Planted, testPlanted } from './planted.ts';

const PROGRAMS: Readonly<Record<string, Planted>> = {
  'a product of an index': {
    kind: 'integer-overflow',
    body: 'int row = int(gid) + 65536;\ndata[gid] = uint(row * 65536); // A',
    code: '*',
  },
  'a sum': {
    kind: 'integer-overflow',
    body: 'int x = INT_MAX - 5;\ndata[gid] = uint(x + int(gid)); // A',
    code: '+',
  },
  'a difference': {
    kind: 'integer-overflow',
    body: 'int x = INT_MIN;\ndata[gid] = uint(x - int(gid + 1)); // A',
    code: '-',
  },
  'a long': {
    kind: 'integer-overflow',
    body: 'long x = LONG_MAX;\nx += gid; // A\ndata[gid] = uint(x);',
    code: '+',
  },
  'tanh of a large number': { kind: 'fast-math', body: 'out[gid] = tanh(float(gid)); // A', code: 'tanh' },
  'tanh of a vector': { kind: 'fast-math', body: 'out[gid] = tanh(float4(gid)).y; // A', code: 'tanh' },
  'tanh in fast': { kind: 'fast-math', body: 'out[gid] = fast::tanh(50.0f + gid); // A', code: 'tanh' },
  'sinh near the end of its range': {
    kind: 'fast-math',
    body: 'out[gid] = sinh(89.0f + 0 * gid); // A',
    code: 'sinh',
  },
  'cosh near the end of its range': {
    kind: 'fast-math',
    body: 'out[gid] = cosh(-89.0f + 0 * gid); // A',
    code: 'cosh',
  },
  'asinh of a large negative number': {
    kind: 'fast-math',
    body: 'out[gid] = asinh(-1e6f - gid); // A',
    code: 'asinh',
  },
  'acosh of a number whose square overflows': {
    kind: 'fast-math',
    body: 'out[gid] = acosh(1e20f + gid); // A',
    code: 'acosh',
  },
  'a power of a negative number': {
    kind: 'fast-math',
    body: 'out[gid] = pow(-1.0f - gid, 2.0f); // A',
    code: 'pow',
  },
  'powr of a negative number': {
    kind: 'fast-math',
    body: 'out[gid] = powr(-1.0f - gid, 2.0f); // A',
    code: 'powr',
  },
  'isnan of a NaN': {
    kind: 'fast-math',
    body: 'float x = as_type<float>(0x7fc00000u + data[gid]);\nout[gid] = isnan(x); // A',
    code: 'isnan',
  },
  'isfinite of infinity': {
    kind: 'fast-math',
    body: 'out[gid] = isfinite(INFINITY + gid); // A',
    code: 'isfinite',
  },
};

const CLEAN = [
  'out[gid] = tanh(44.0f) + tanh(-100.0f) + precise::tanh(100.0f);',
  'out[gid] = pow(2.0f, -3.0f) + precise::pow(-2.0f, 2.0f);',
  'out[gid] = isnan(1.0f) + isinf(2.0f) + isfinite(3.0f);',
  'out[gid] = sinh(88.0f) + cosh(-88.0f) + asinh(-4000.0f) + acosh(1e19f);',
  'uint x = 0xffffffffu; data[gid] = x + gid; data[gid] = x * gid; int y = INT_MAX; data[gid] = uint(y) + gid;',
  'char c = 127; c += char(gid); data[gid] = c; short s = 32767; s += 1; data[gid] += s;',
];

describe('arithmetic', () => {
  testPlanted(PROGRAMS);

  const kernels = CLEAN.map(
    (body, i) =>
      `kernel void k${i}(device float *out [[buffer(0)]], device uint *data [[buffer(1)]], uint gid [[thread_position_in_grid]]) { ${body} }`,
  );
  test.each(CLEAN.map((body, i) => [body, i] as const))('%s is right', async (_body, i) => {
    const { findings } = await check(HEADER + kernels.join('\n'), {
      kernel: `k${i}`,
      arguments: [fill(8), new Uint32Array(8)],
      threadsPerThreadgroup: [8, 1, 1],
    });
    expect(findings.map(({ message }) => message)).toEqual([]);
  });

  test('the message has the numbers', async () => {
    const source = `${HEADER}kernel void k(device float *x [[buffer(0)]], constant int &n [[buffer(1)]]) {
  x[0] = n * 65536;
  x[1] = tanh(x[1]);
}`;
    const { findings } = await check(source, {
      kernel: 'k',
      arguments: [fill(2, () => 50), new Uint32Array([65536])],
      threadsPerThreadgroup: [1, 1, 1],
    });
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'line 4: thread (0, 0, 0) in SIMD-group 0 of threadgroup (0, 0, 0) computes 65536 * 65536, which overflows',
      ),
      expect.stringMatching(/computes tanh\(50\): Metal's fast math .* NaN beyond 44\.36/),
    ]);
  });
});
