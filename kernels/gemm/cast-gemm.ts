import { compose } from '../compose.ts';
import { castPass, type Rows } from '../elementwise/cast.ts';
import { DTYPE, type FloatDType } from '../msl/dtype.ts';
import type { Estimate, Pass, Program } from '../program.ts';
import { estimateGemm } from './estimate.ts';
import { gemmKernel } from './kernel.ts';
import type { GemmConfiguration } from './parameters.ts';
import { type CompleteGemm, completeGemm, layoutsOf } from './problem.ts';
import { gemmBuffers, gemmProgram } from './program.ts';

/** An operand of the product, and its dense copy in single precision. */
interface Copied {
  readonly memory: Rows;
  readonly copy: Rows;
  readonly rows: number;
  readonly columns: number;
  readonly batch: number;
}

/** A problem that is not of whole numbers: the contender refuses those. */
export type FloatGemm = CompleteGemm & Readonly<Record<'dtype' | 'dtypeB' | 'dtypeC', FloatDType>>;

/** The same product of dense matrices in single precision. An operand that the batch shares stays shared. */
function singlePrecision(problem: FloatGemm): CompleteGemm {
  const shared = (stride: number) => (stride === 0 ? 0 : undefined);
  return completeGemm({
    ...problem,
    dtype: 'f32',
    dtypeB: undefined,
    dtypeC: undefined,
    lda: undefined,
    ldb: undefined,
    ldc: undefined,
    strideA: shared(problem.strideA),
    strideB: shared(problem.strideB),
    strideC: undefined,
  });
}

function copies(
  problem: FloatGemm,
  single: CompleteGemm,
): Readonly<Record<'a' | 'b' | 'c' | 'bias', Copied>> {
  const [memory, dense] = [layoutsOf(problem), layoutsOf(single)];
  const types = { a: problem.dtype, b: problem.dtypeB, c: problem.dtypeC };
  const copied = (operand: 'a' | 'b' | 'c'): Copied => {
    const buffer = operand.toUpperCase();
    const { rows, columns, leading, stride } = memory[operand];
    const [from, to] = [{ leading, stride }, dense[operand]];
    return {
      memory: { buffer, dtype: types[operand], ...from },
      copy: { buffer: `${buffer} single`, dtype: 'f32', leading: to.leading, stride: to.stride },
      rows,
      columns,
      batch: stride === 0 ? 1 : problem.batch,
    };
  };
  const vector = { leading: problem.n, stride: problem.n };
  const bias: Copied = {
    memory: { buffer: 'bias', dtype: problem.dtypeC, ...vector },
    copy: { buffer: 'bias single', dtype: 'f32', ...vector },
    rows: 1,
    columns: problem.n,
    batch: 1,
  };
  return { a: copied('a'), b: copied('b'), c: copied('c'), bias };
}

/** Operands are cast to single precision and multiplied by sgemm, and the product is cast back, all in one encoder. */
export function castGemmProgram(
  problem: FloatGemm,
  config: GemmConfiguration,
): Pick<Program, 'buffers' | 'passes'> {
  const single = singlePrecision(problem);
  const { a, b, c, bias } = copies(problem, single);
  const inputs = [a, b, ...(problem.beta === 0 ? [] : [c]), ...(problem.bias ? [bias] : [])];
  const product = gemmProgram(single, gemmKernel(single, config, 'sgemm'));
  const names = { A: a.copy.buffer, B: b.copy.buffer, C: c.copy.buffer, bias: bias.copy.buffer };
  return compose(gemmBuffers(problem), [
    { part: { buffers: [], passes: inputs.map((one) => cast(one, one.memory, one.copy)) }, names: {} },
    { part: product, names },
    { part: { buffers: [], passes: [cast(c, c.copy, c.memory)] }, names: {} },
  ]);
}

function cast(extent: Copied, from: Rows, to: Rows): Pass {
  return castPass(from, to, extent);
}

/** The problem's own traffic, and every copy written once and read once. */
export function estimateCastGemm(problem: FloatGemm): Estimate {
  const { flops, bytes } = estimateGemm(problem);
  const { a, b, c } = copies(problem, singlePrecision(problem));
  const traffic = [a, b, c].reduce(
    (sum, one) => sum + 2 * one.rows * one.columns * one.batch * DTYPE.f32.sizeBytes,
    bytes,
  );
  return { flops, bytes: traffic, intensity: flops / traffic };
}

/** Whether there is anything to cast. */
export function isMixed({ dtype, dtypeB, dtypeC }: CompleteGemm): boolean {
  return [dtype, dtypeB, dtypeC].some((one) => one !== 'f32');
}
