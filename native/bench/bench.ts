import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { native } from '../index.ts';
import { benchElementwise, benchReductions } from './arrays.ts';
import { benchChecks } from './checks.ts';
import { benchCompilation, type CompiledText } from './compilation.ts';
import { benchNormalization, type PrepareRows } from './normalization.ts';
import { buildPeers, type Peers } from './peers.ts';
import { benchSgemm, type PrepareGemm } from './sgemm.ts';
import { benchSynchronisation } from './synchronisation.ts';
import { benchVectors } from './vectors.ts';

export type { PrepareRows } from './normalization.ts';
export { type Peer, startIfBuilt } from './peer.ts';
export type { Peers } from './peers.ts';
export { type Entrant, speedOver, timeByTurns, typicalNs } from './rounds.ts';
export type { PreparedGemm } from './sgemm.ts';
export { printTable } from './statistics.ts';

/** What the caller provides, because it lives outside native/: the generator's kernels. */
export interface Generated {
  readonly sgemm: CompiledText;
  readonly prepareSgemm: PrepareGemm;
  readonly prepareRows: PrepareRows;
}

/** Builds the peers that this machine can build, for as long as `work` takes. */
export async function withPeers(work: (peers: Peers) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-bench-'));
  try {
    await work(await buildPeers(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * How fast MSL runs on this CPU relative to peers, on one thread and on all. Entrants take turns, and a ratio is the
 * median over rounds.
 */
export async function bench(peers: Peers, { sgemm, prepareSgemm, prepareRows }: Generated): Promise<void> {
  const device = await theCpu();
  const threadCounts = [...new Set([1, device?.threads ?? 1])];
  await printMachine(peers);
  await benchCompilation(sgemm);
  await benchSynchronisation();
  await benchChecks();
  await benchVectors();
  await benchElementwise(peers, threadCounts);
  await benchReductions(peers, threadCounts);
  await benchNormalization(peers, threadCounts, prepareRows);
  await benchSgemm(peers, threadCounts, prepareSgemm);
}

/** These benchmarks run MSL on the CPU, even if there are GPUs. */
async function theCpu() {
  const devices = await native.devices();
  return devices.find(({ kind }) => kind === 'cpu');
}

/** The device and the peers it is compared with. */
async function printMachine(peers: Peers): Promise<void> {
  const device = await theCpu();
  console.log(`${device?.name}, ${device?.threads} threads, ${process.platform} ${process.arch}`);
  const { addon: _, ...versions } = native.versions();
  const lines: Record<string, string> = versions;
  // OpenBLAS reads these, and its core type (in parentheses above) determines its speed.
  for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'])
    if (process.env[name]) lines[name] = `${process.env[name]}, from the environment`;
  for (const peer of Object.values(peers))
    lines[peer.kind.name] = 'missing' in peer ? peer.missing : peer.device;
  const width = Math.max(...Object.keys(lines).map((name) => name.length));
  for (const [name, text] of Object.entries(lines)) console.log(`  ${name.padEnd(width)}  ${text}`);
}
