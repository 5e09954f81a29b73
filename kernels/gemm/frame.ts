import { block, type Lines, lines } from '../msl/text.ts';
import { type GemmAlgorithm, type GemmConfiguration, threadgroupBytesOf, threadsOf } from './parameters.ts';

/** The comment at the head of the source: what is computed, and by which configuration. */
export function emitHeader(
  algorithm: GemmAlgorithm,
  c: GemmConfiguration,
  title: string,
  part: string,
): string[] {
  return lines(`
    // ${title}: C[m,n] = A[m,k] * B[k,n], row-major, single precision.
    //
    // block of C           ${c.blockM} x ${c.blockN} a threadgroup of ${threadsOf(algorithm, c)} threads
    // part of the block    ${part}
    // step of K            ${c.blockK}
    // threadgroup memory   ${threadgroupBytesOf(algorithm, c)} bytes
    //
    // Serves all sizes. Offsets are uint: a matrix has 16384 x 16384 = 2^28 elements at most.
  `);
}

/** The includes, the sizes argument, and the function constant that says that no block crosses an edge. */
export function emitPreamble(...headers: string[]): string[] {
  return [
    ...headers.map((header) => `#include <${header}>`),
    ...lines(`
      using namespace metal;

      struct GemmSizes {
          uint m, n, k;
      };

      // True when m, n and k are multiples of the block: nothing needs a guard, and rows are whole float4s.
      constant bool aligned [[function_constant(0)]];
    `),
  ];
}

/** `constant constexpr uint NAME = value;` for each. */
export function emitConstants(constants: Readonly<Record<string, number>>): string[] {
  return Object.entries(constants).map(([name, value]) => `constant constexpr uint ${name} = ${value};`);
}

/** The kernel function. `thread` declares the arguments that say which thread it is. */
export function emitKernel(functionName: string, threads: number, thread: Lines, body: Lines): string[] {
  const head = `kernel void ${functionName}(`;
  const parameters = [
    'device const float *A [[buffer(0)]]',
    'device const float *B [[buffer(1)]]',
    'device float *C [[buffer(2)]]',
    'constant GemmSizes &sizes [[buffer(3)]]',
    'uint2 group [[threadgroup_position_in_grid]]',
    ...thread,
  ];
  const signature = `${head}${parameters.join(`,\n${' '.repeat(head.length)}`)})`;
  return [`[[max_total_threads_per_threadgroup(${threads})]]`, ...block(signature, body)];
}
