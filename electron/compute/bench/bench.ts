/** `npm run bench`: the speed of the CPU device, by itself and with generated kernels. */
import {
  type Contender,
  contendersOf,
  familyOf,
  generate,
  libraryOf,
  type Problem,
} from '../../../kernels/index.ts';
import { bench, type Entrant, type PreparedGemm, withPeers } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { availableContenders, prepareContender } from '../contenders/contenders.ts';
import { createOperands } from '../contenders/operands.ts';
import type { Setting } from '../contenders/prepared-contender.ts';
import { benchAttention } from './attention.ts';
import { benchAttentionEdges } from './attention-edges.ts';
import { benchConvolution } from './convolution.ts';
import { benchConvolutionErrors } from './convolution-errors.ts';
import { benchGeneration } from './generation.ts';
import { prepareRows } from './normalization.ts';
import { benchRematches } from './rematches.ts';
import { benchStatistics } from './statistics.ts';
import { benchTransposes } from './transposes.ts';

const SEED = 1;
const CPU = { id: 'cpu', kind: 'cpu', name: 'CPU' } as const;
const NEVER = new AbortController().signal;

function square(size: number): Problem {
  return { op: 'gemm', dtype: 'f32', m: size, n: size, k: size };
}

async function prepareSgemm(size: number, threads: number): Promise<PreparedGemm> {
  const problem = square(size);
  const family = familyOf(problem);
  const operands = await createOperands(native, CPU.id, family, problem, SEED);
  const setting: Setting = { native, device: { ...CPU, threads }, family, problem, operands, fault: null };
  const turns: { contender: Contender; turn: Entrant; release(): void }[] = [];
  const [device] = (await native.devices()).filter(({ id }) => id === CPU.id);
  const reasons = device ? await availableContenders(native, device, true) : [];
  const missing = reasons.filter(({ available }) => !available).map(({ id }) => id);
  for (const contender of contendersOf('gemm')) {
    if (missing.includes(contender.id) || libraryOf(contender.id)?.isOptIn) continue;
    const isSolved = contender.kind === 'library' || 'program' in generate(contender.id, problem);
    if (!isSolved) continue;
    const { run, release } = await prepareContender(contender.id, setting);
    const name = contender.kind === 'library' ? contender.label : `MSL ${contender.id}`;
    const turn: Entrant = { name, run: async (duplicates) => (await run(duplicates, NEVER)).wallNs };
    turns.push({ contender, turn, release });
  }
  const ofKind = (kind: Contender['kind']) =>
    turns.filter(({ contender }) => contender.kind === kind).map(({ turn }) => turn);
  return {
    buffers: operands.buffers,
    library: ofKind('library')[0],
    generated: ofKind('generated'),
    release: () => {
      for (const { release } of turns) release();
      operands.release();
    },
  };
}

const generated = generate('gemm-simdgroup', square(512));
if ('issues' in generated) throw new Error('the product for the benchmark cannot be generated');
const [pass] = generated.program.passes;
if (!pass) throw new Error('the generated program is empty');
benchGeneration();
await benchStatistics();
const { kernel } = pass;
const device = (await native.devices()).find(({ kind }) => kind === 'cpu');
await withPeers(async (peers) => {
  await bench(peers, { sgemm: kernel, prepareSgemm, prepareRows });
  await benchConvolution(peers, device?.threads ?? 1);
});
const threadCounts = [...new Set([1, device?.threads ?? 1])];
await benchTransposes(threadCounts);
await benchAttention(threadCounts);
await benchAttentionEdges();
await benchConvolutionErrors();
await benchRematches();
