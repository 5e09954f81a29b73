import {
  type ConvolutionProblem,
  contenderLabel,
  estimate,
  familyOf,
  libraryOf,
} from '../../../kernels/index.ts';
import {
  type Entrant,
  type Peer,
  type Peers,
  printTable,
  speedOver,
  startIfBuilt,
  timeByTurns,
  typicalNs,
} from '../../../native/bench/bench.ts';
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
const ONEDNN = 'oneDNN';
/** What speeds are relative to. */
const OTHERS = [
  ['im2col and BLAS', LIBRARY],
  [ONEDNN, ONEDNN],
  ['implicit', IMPLICIT],
] as const;

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

/**
 * Prints the milliseconds of each contender and of oneDNN, and its speed relative to im2col through BLAS, to oneDNN and to
 * implicit GEMM, as medians of the ratios in each round.
 */
export async function benchConvolution(peers: Peers, threads: number): Promise<void> {
  const rows: string[][] = [];
  const speeds = new Map<string, Speeds[]>();
  const peer = await startIfBuilt(peers.onednn, threads);
  for (const { net, batch, size, channels, filters } of SHAPES) {
    const problem: ConvolutionProblem = {
      ...{ op: 'convolution', dtype: 'f32', batch, height: size, width: size, channels, filters, window: 3 },
    };
    for (const { label, ns, over } of await benchShape(problem, threads, peer)) {
      speeds.set(label, [...(speeds.get(label) ?? []), over]);
      const figures = [(ns / 1e6).toFixed(2), (estimate(problem).flops / ns).toFixed(0)];
      rows.push([`${net} ${batch}×${size}×${size}, ${channels}`, label, ...figures, ...over.map(fixed)]);
    }
  }
  peer?.stop();
  const columns = OTHERS.map(([name]) => `÷ ${name}`);
  printTable(
    `Convolution 3×3, single precision, ${threads} ${threads === 1 ? 'thread' : 'threads'}; effective GFLOPS are those of the direct convolution`,
    ['', '', 'ms', 'GFLOPS', ...columns],
    rows,
  );
  printTable(
    'Geometric means of these speeds',
    ['', ...columns],
    [...speeds].map(([label, all]) => [
      label,
      ...OTHERS.map((_, index) => fixed(geometricMean(all.map((over) => over[index] as number)))),
    ]),
  );
}

/** How many times as fast as each of OTHERS; NaN if that is unavailable. */
type Speeds = readonly number[];

async function benchShape(problem: ConvolutionProblem, threads: number, peer: Peer | undefined) {
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
      const name = contenderLabel(id);
      entrants.set(id, { name, run: async (duplicates) => (await run(duplicates, NEVER)).wallNs });
    }
    if (peer) entrants.set(ONEDNN, peer.entrant(ONEDNN, jobOf(problem), 0));
    const rounds = await timeByTurns([...entrants.values()], ROUNDS);
    const speedsOf = (one: Entrant): Speeds =>
      OTHERS.map(([, id]) => entrants.get(id)).map((other) =>
        other ? speedOver(rounds, one, other) : Number.NaN,
      );
    return [...entrants.values()].map((one) => {
      return { label: one.name, ns: typicalNs(rounds, one), over: speedsOf(one) };
    });
  } finally {
    for (const release of releases) release();
  }
}

/** A problem as the peer reads it. */
function jobOf({ batch, height, width, channels, filters, window }: ConvolutionProblem): string {
  return `convolution@${[batch, height, width, channels, filters, window].join('x')}`;
}

const fixed = (speed: number) => (Number.isNaN(speed) ? '–' : speed.toFixed(2));

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
