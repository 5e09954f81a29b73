import { expect, test } from 'vitest';
import { at, fill, HEADER, run } from './harness.ts';

/** Each thread adds 1 to its element and records where it is. */
const POSITIONS = `${HEADER}
kernel void positions(device float *visits [[buffer(0)]], device uint *places [[buffer(1)]],
                      constant uint3 &size [[buffer(2)]], uint3 at [[thread_position_in_grid]],
                      uint3 in_group [[thread_position_in_threadgroup]], uint3 group [[threadgroup_position_in_grid]],
                      uint3 group_size [[threads_per_threadgroup]], uint index [[thread_index_in_threadgroup]]) {
  if (any(at >= size)) return;
  const uint i = (at.z * size.y + at.y) * size.x + at.x;
  visits[i] += 1;
  const uint expected_index = (in_group.z * group_size.y + in_group.y) * group_size.x + in_group.x;
  places[i] = index == expected_index ? group.x + 100 * group.y + 10000 * group.z : 0xffffffff;
}`;

const LANES = `${HEADER}
kernel void lanes(device float *out [[buffer(0)]], uint at [[thread_position_in_grid]],
                  uint size [[threads_per_threadgroup]], uint full [[dispatch_threads_per_threadgroup]],
                  uint grid [[threads_per_grid]], uint groups [[threadgroups_per_grid]]) {
  out[at] = size + 1000.0f * simd_sum(1.0f) + 100000.0f * full + (grid == 70 && groups == 3 ? 0.5f : 0.0f);
}`;

test.each([
  { size: [1, 1, 1], group: [1, 1, 1] },
  { size: [64, 1, 1], group: [32, 1, 1] },
  { size: [63, 1, 1], group: [32, 1, 1] },
  { size: [65, 1, 1], group: [32, 1, 1] },
  { size: [1000, 1, 1], group: [1024, 1, 1] },
  { size: [17, 9, 5], group: [8, 4, 2] },
  { size: [31, 33, 2], group: [16, 16, 1] },
] as const)(
  'every thread of $size in threadgroups of $group runs once and knows its position',
  async ({ size, group }) => {
    const count = size[0] * size[1] * size[2];
    const groups = size.map((extent, axis) => Math.ceil(extent / at(group, axis))) as [
      number,
      number,
      number,
    ];
    for (const threads of [1, 2]) {
      const visits = fill(count);
      const places = new Uint32Array(count);
      await run(POSITIONS, {
        kernel: 'positions',
        arguments: [visits, places, { words: [...size, 0] }],
        threadgroups: groups,
        threadsPerThreadgroup: group,
        threads,
      });
      expect(visits).toEqual(fill(count, () => 1));
      const place = (i: number) => {
        const [x, y, z] = [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / size[0] / size[1])];
        return Math.floor(x / group[0]) + 100 * Math.floor(y / group[1]) + 10000 * Math.floor(z / group[2]);
      };
      expect(places).toEqual(Uint32Array.from({ length: count }, (_, i) => place(i)));
    }
  },
);

test('a grid given in threads has smaller threadgroups at its edge', async () => {
  const out = fill(80, () => -1);
  await run(LANES, {
    kernel: 'lanes',
    arguments: [out],
    gridThreads: [70, 1, 1],
    threadsPerThreadgroup: [33, 1, 1],
  });
  // Threadgroups of 33, 33 and 4 threads; SIMD-groups of 32 and 1, 32 and 1, and 4.
  const whole = [...Array<number>(32).fill(33 + 32000), 33 + 1000];
  const expected = [...whole, ...whole, ...Array<number>(4).fill(4 + 4000)].map(
    (value) => value + 100000 * 33 + 0.5,
  );
  expect([...out]).toEqual([...expected, ...Array<number>(10).fill(-1)]);
});

test('each pass ends before the next begins', async () => {
  const { native } = await import('../index.ts');
  const library = await native.compile(
    'cpu',
    `${HEADER}
kernel void twice(device float *data [[buffer(0)]], uint i [[thread_position_in_grid]]) { data[i] = 2 * data[i]; }
kernel void shift(device const float *data [[buffer(0)]], device float *out [[buffer(1)]],
                  uint i [[thread_position_in_grid]]) { out[i] = data[(i + 512) % 1024] + 1; }
kernel void back(device float *data [[buffer(0)]], device const float *out [[buffer(1)]],
                 uint i [[thread_position_in_grid]]) { data[i] = out[i]; }`,
  );
  const data = await native.buffer('cpu', 4096);
  const out = await native.buffer('cpu', 4096);
  await native.write(
    data,
    fill(1024, (i) => (i < 512 ? 1 : 3)),
  );
  const bindings = [
    { index: 0, buffer: data },
    { index: 1, buffer: out },
  ];
  const passes = [];
  for (const name of ['twice', 'shift', 'back']) {
    const pipeline = await native.pipeline(library, name);
    passes.push({ pipeline, bindings, threadgroups: [32, 1, 1], threadsPerThreadgroup: [32, 1, 1] } as const);
  }
  await native.execute('cpu', passes, { duplicates: 2 });
  // x → 2x + 1 of the other half, twice: 1, 3 → 7, 3 → 7, 15.
  expect(new Float32Array(await native.read(data))).toEqual(fill(1024, (i) => (i < 512 ? 7 : 15)));
  native.release(data);
  native.release(out);
});
