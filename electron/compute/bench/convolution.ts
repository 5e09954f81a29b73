import {
  type ConvolutionProblem,
  contenderLabel,
  estimate,
  familyOf,
  libraryOf,
} from '../../../kernels/index.ts';
import { type Entrant, printTable, speedOver, timeByTurns, typicalNs } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { prepareContender } from '../contenders/contenders.ts';
import { createOperands } from '../contenders/operands.ts';

const SEED = 1;
const CPU = { id: 'cpu', kind: 'cpu', name: 'CPU' } as const;
const NEVER = new AbortController().signal;
const ROUNDS = { rounds: 5, turnNs: 20e6 } as const;

const LIBRARY = 'cblas-convolution';
const IMPLICIT = 'convolution-implicit';
/** F(4×4, 3×3). */
const WINOGRAD = 'convolution-winograd';
const CONTENDERS = [IMPLICIT, WINOGRAD, `${WINOGRAD}@tile=4`, 'convolution-im2col', LIBRARY] as const;

/** The 3×3 convolutions of ResNet-50 with a batch of 8, and of Stable Diffusion's UNet; those of a second and more are left out. */
const SHAPES = [
  { net: 'ResNet-50', batch: 8, size: 56, channels: 64, filters: 64 },
  { net: 'ResNet-50', batch: 8, size: 28, channels: 128, filters: 128 },
  { net: 'ResNet-50', batch: 8, size: 14, channels: 256, filters: 256 },
  { net: 'ResNet-50', batch: 8, size: 7, channels: 512, filters: 512 },
  { net: 'UNet', batch: 1, size: 96, channels: 320, filters: 320 },
  { net: 'UNet', batch: 1, size: 48, channels: 640, filters: 640 },
  { net: 'UNet', batch: 1, size: 24, channels: 1280, filters: 1280 },
] as const;

/** Prints the milliseconds of each contender, and its speed relative to im2col through BLAS and to implicit GEMM. */
export async function benchConvolution(threads: number): Promise<void> {
  const rows: string[][] = [];
  const ratios = new Map<string, number[]>();
  for (const { net, batch, size, channels, filters } of SHAPES) {
    const problem: ConvolutionProblem = {
      ...{ op: 'convolution', dtype: 'f32', batch, height: size, width: size, channels, filters, window: 3 },
    };
    const measured = await benchShape(problem, threads);
    for (const { name, ms, gflops, overLibrary, overImplicit } of measured) {
      ratios.set(name, [...(ratios.get(name) ?? []), overLibrary]);
      if (name === WINOGRAD)
        ratios.set('winograd over implicit', [...(ratios.get('winograd over implicit') ?? []), overImplicit]);
      const shape = `${net} ${batch}×${size}×${size}, ${channels}`;
      rows.push([
        shape,
        contenderLabel(name),
        ms.toFixed(2),
        gflops.toFixed(0),
        overLibrary.toFixed(2),
        overImplicit.toFixed(2),
      ]);
    }
  }
  printTable(
    `Convolution 3×3, single precision, ${threads} ${threads === 1 ? 'thread' : 'threads'}; effective GFLOPS are those of the direct convolution`,
    ['', '', 'ms', 'GFLOPS', '÷ im2col and BLAS', '÷ implicit'],
    rows,
  );
  printTable(
    'Geometric means of these speeds',
    ['', 'over'],
    [...ratios].map(([name, values]) => [contenderLabel(name), geometricMean(values).toFixed(2)]),
  );
}

async function benchShape(problem: ConvolutionProblem, threads: number) {
  const family = familyOf(problem);
  const operands = await createOperands(native, CPU.id, family, problem, SEED);
  const releases = [operands.release];
  try {
    const entrants = new Map<string, Entrant>();
    for (const id of CONTENDERS) {
      if (libraryOf(id) && 'reason' in native.blas()) continue;
      const setting = { native, device: { ...CPU, threads }, family, problem, operands, fault: null };
      const { run, release } = await prepareContender(id, setting);
      releases.push(release);
      entrants.set(id, { name: id, run: async (duplicates) => (await run(duplicates, NEVER)).wallNs });
    }
    const rounds = await timeByTurns([...entrants.values()], ROUNDS);
    const over = (one: Entrant, id: string) => {
      const other = entrants.get(id);
      return other ? speedOver(rounds, one, other) : Number.NaN;
    };
    return [...entrants].map(([name, entrant]) => {
      const ns = typicalNs(rounds, entrant);
      return {
        name,
        ms: ns / 1e6,
        gflops: estimate(problem).flops / ns,
        overLibrary: over(entrant, LIBRARY),
        overImplicit: over(entrant, IMPLICIT),
      };
    });
  } finally {
    for (const release of releases) release();
  }
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
