import { contender } from '../family.ts';
import { BUFFER, emitStart, outputParameters } from '../gemm/frame.ts';
import { type GemmKernel, gemmKernel } from '../gemm/kernel.ts';
import { emitLoadQuad } from '../gemm/loads.ts';
import { FIXED } from '../gemm/parameters.ts';
import { describeEpilogue, emitFinish } from '../msl/epilogue.ts';
import { emitConstants, emitKernel, mslKernel, SIMD_WIDTH, THREAD } from '../msl/kernel.ts';
import { lines, sourceText } from '../msl/text.ts';
import type { ParameterTable } from '../parameter.ts';
import type { Pass } from '../program.ts';
import { type CompleteQgemm, groupOf } from './problem.ts';
import { buffersOf, quantisedBindings, sizesOfWeights } from './program.ts';
import { dequantisedGemm } from './reference.ts';
import { loadWeights, withQuantisedWeights } from './weights.ts';

type VectorConfiguration = {
  readonly rows: number;
  readonly simdgroups: number;
};

const PARAMETERS = {
  rows: { label: 'Rows of W per SIMD-group', choices: [1, 2, 4, 8], default: 4 },
  simdgroups: { label: 'SIMD-groups', choices: [1, 2, 4, 8], default: 4 },
} as const satisfies ParameterTable;

/** Each row of A on its own: the lanes of a SIMD-group sum up products. For the few rows of a decoding step. */
export const VECTOR = contender<CompleteQgemm, VectorConfiguration>({
  id: 'qgemm-vector',
  label: 'Quantised, by rows',
  description: 'Weights dequantised and multiplied in registers, row by row of A, without threadgroup memory',
  simdgroups: 'reductions',
  parameters: PARAMETERS,
  program: (problem, config) => ({
    buffers: buffersOf(problem),
    passes: [passOf(problem, config)],
  }),
});

function passOf(problem: CompleteQgemm, config: VectorConfiguration): Pass {
  const kernel = withQuantisedWeights(gemmKernel(dequantisedGemm(problem), FIXED, 'qgemm_vector'), problem);
  const { m, n, k, bias } = problem;
  return {
    kernel: mslKernel(kernel.name, vectorSource(problem, kernel, config), [true, true, k % 4 === 0]),
    bindings: [
      { index: BUFFER.A, buffer: 'A' },
      { index: BUFFER.B, buffer: 'W' },
      { index: BUFFER.C, buffer: 'C' },
      sizesOfWeights(problem),
      ...(bias ? [{ index: BUFFER.bias, buffer: 'bias' }] : []),
      ...quantisedBindings(problem),
    ],
    threadgroups: [Math.ceil(n / (config.rows * config.simdgroups)), m, 1],
    threadsPerThreadgroup: [SIMD_WIDTH * config.simdgroups, 1, 1],
    threadgroupBytes: 0,
    registers: 2 * (config.rows + 12),
  };
}

function vectorSource(
  problem: CompleteQgemm,
  kernel: GemmKernel,
  { rows, simdgroups }: VectorConfiguration,
): string {
  const { a, b, typeC, epilogue } = kernel;
  return sourceText(
    lines(`
      // qgemm: C[m,n] = ${describeEpilogue(epilogue, 'A[m,k] * W[n,k]^T')}, row by row of A.
      //
      // in memory            A and C ${a.memoryType}, W ${problem.weights}, one scale per ${groupOf(problem)} elements of a row
      // SIMD-group           ${rows} rows of W
      // threadgroup          SIMD-groups: ${simdgroups}
    `),
    emitStart(kernel),
    emitConstants({ ROWS: rows, SIMDGROUPS: simdgroups }),
    emitLoadQuad([a.memoryType]),
    kernel.functions,
    emitFinish(epilogue),
    [
      ...lines(`
        // for every 128 elements of K, four per lane:
        //     dequantise four weights of each row; add their products with A to the row's sum
        // add the sums of all lanes; the first lane writes the result to C through the epilogue
      `),
      ...emitKernel(
        {
          functionName: kernel.name,
          threads: SIMD_WIDTH * simdgroups,
          parameters: [
            `device const ${a.memoryType} *A [[buffer(${BUFFER.A})]]`,
            `device const ${b.memoryType} *B [[buffer(${BUFFER.B})]]`,
            ...outputParameters(kernel),
            ...kernel.parameters,
            THREAD.group,
            THREAD.simdgroup,
            THREAD.lane,
          ],
        },
        lines(`
          const uint row = group.y, first = (group.x * SIMDGROUPS + simdgroup_index) * ROWS;
          float sums[ROWS];
          for (uint i = 0; i < ROWS; i++)
              sums[i] = 0.0f;
          for (uint k = lane * 4; k < sizes.k; k += 4 * ${SIMD_WIDTH}) {
              const float4 quad = float4(load_quad(A + row * sizes.lda, k, sizes.k, whole_k));
              for (uint i = 0; i < ROWS; i++)
                  if (first + i < sizes.n)
                      sums[i] += dot(quad, float4(${loadWeights(problem, 'first + i', 'k', 'sizes.k')}));
          }
          for (uint i = 0; i < ROWS; i++) {
              const float sum = simd_sum(sums[i]);
              if (lane == 0 && first + i < sizes.n) {
                  const float added = ${epilogue.bias ? 'float(bias[first + i])' : '0.0f'};
                  C[row * sizes.ldc + first + i] = ${typeC}(finish(sum, 0.0f, added, sizes.alpha, sizes.beta));
              }
          }
        `),
      ),
    ],
  );
}
