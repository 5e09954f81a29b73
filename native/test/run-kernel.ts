// node native/test/run-kernel.ts: compiles a kernel twice and runs it twice, and prints for each time whether it came
// from the cache, and what it computed from 0, 1, 2 and 3. A process of its own, as a torn library ends whoever has it.
import { native } from '../index.ts';
import type { NativePass } from '../types.ts';

const TEXT = `#include <metal_stdlib>
using namespace metal;
kernel void apply(device float *a [[buffer(0)]], uint i [[thread_position_in_grid]]) { a[i] = a[i] * 3 + 1; }`;

async function run(): Promise<string> {
  const library = await native.compile('cpu', TEXT);
  const pipeline = await native.pipeline(library, 'apply');
  const buffer = await native.buffer('cpu', 16);
  await native.write(buffer, Float32Array.of(0, 1, 2, 3));
  const bindings = [{ index: 0, buffer }];
  const pass: NativePass = { pipeline, bindings, threadgroups: [1, 1, 1], threadsPerThreadgroup: [4, 1, 1] };
  await native.execute('cpu', [pass]);
  const result = new Float32Array(await native.read(buffer));
  return `${library.cached ? 'cached' : 'compiled'} ${result.join()}`;
}

console.log(await run());
console.log(await run());
