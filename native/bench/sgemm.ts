import { native } from '../index.ts';
import type { DeviceBuffer } from '../types.ts';
import { Peer } from './peer.ts';
import type { Peers } from './peers.ts';
import { type Entrant, type Rounds, speedOver, timeByTurns, typicalNs } from './rounds.ts';
import { printTable } from './statistics.ts';
import { passEntrant, pipelinesOf } from './work.ts';

/** A prepared size: the operands and the entrants. */
export interface PreparedGemm {
  readonly buffers: Readonly<Record<'A' | 'B' | 'C', DeviceBuffer>>;
  /** The library to compare with; absent if none is linked. */
  readonly library: Entrant | undefined;
  readonly generated: readonly Entrant[];
  release(): void;
}

/** Prepares the generator's entrants for a square size; provided by the caller. */
export type PrepareGemm = (size: number, threads: number) => Promise<PreparedGemm>;

const SIZES = [256, 512, 1024] as const;
/** Few, because slow entrants take a second per turn. */
const ROUNDS = { rounds: 7, turnNs: 10e6 } as const;

const PEER_JOBS = [
  { name: 'PoCL, same tiling', key: 'pocl', job: 'staged' },
  { name: 'PoCL, same blocks in float16', key: 'pocl', job: 'staged_float16' },
  { name: 'PoCL, no local memory, float16', key: 'pocl', job: 'direct_float16' },
  { name: 'lavapipe, same tiling', key: 'lavapipe', job: 'staged' },
  { name: 'lavapipe, no shared memory', key: 'lavapipe', job: 'direct' },
] as const satisfies { name: string; key: keyof Peers; job: string }[];

/** Prints GFLOPS of the machine's BLAS, of MSL kernels and of peers, and their ratios. */
export async function benchSgemm(
  peers: Peers,
  threadCounts: readonly number[],
  prepare: PrepareGemm,
): Promise<void> {
  for (const threads of threadCounts) {
    const peak = await native.peak('cpu', { threads });
    const started = new Map<string, Peer>();
    for (const key of new Set(PEER_JOBS.map((peer) => peer.key))) {
      const built = peers[key];
      if (!('missing' in built)) started.set(key, await Peer.start(built, threads));
    }
    const columns: Map<string, string[]>[] = [];
    for (const size of SIZES) columns.push(await benchSize(size, threads, started, prepare));
    for (const peer of started.values()) peer.stop();
    const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    const rows = names.map((name) => [name, ...columns.flatMap((column) => column.get(name) ?? [])]);
    const absent = PEER_JOBS.filter(({ key }) => !started.has(key));
    rows.push(...absent.map(({ name, key }) => [name, missing(peers[key])]));
    printTable(
      `SGEMM, ${threads} ${threads === 1 ? 'thread' : 'threads'}, GFLOPS (peak ${peak.gflops.toFixed(0)}); ÷ BLAS; best generated kernel ÷ this`,
      ['', ...SIZES.flatMap((size) => [`${size}²`, '÷ BLAS', 'best ÷ it'])],
      rows,
    );
  }
}

/** For each entrant: GFLOPS, ratio to the BLAS, and how many times as fast the best generated kernel is. */
async function benchSize(
  size: number,
  threads: number,
  started: ReadonlyMap<string, Peer>,
  prepare: PrepareGemm,
): Promise<Map<string, string[]>> {
  const { buffers, library, generated, release } = await prepare(size, threads);
  const peers = PEER_JOBS.flatMap(({ name, key, job }) => started.get(key)?.entrant(name, job, size) ?? []);
  const unstaged = await unstagedEntrant(size, threads, buffers);
  const entrants = [...(library ? [library] : []), ...generated, unstaged, ...peers];
  const rounds = await timeByTurns(entrants, ROUNDS);
  release();
  const best = fastest(rounds, generated);
  const ratio = (one: Entrant | undefined, other: Entrant | undefined) =>
    one && other ? speedOver(rounds, one, other).toFixed(2) : '–';
  return new Map(
    entrants.map((entrant) => [
      entrant.name,
      [
        ((2 * size ** 3) / typicalNs(rounds, entrant)).toFixed(1),
        ratio(entrant, library),
        ratio(best, entrant),
      ],
    ]),
  );
}

/** A handwritten kernel that reads its operands directly from device memory. */
async function unstagedEntrant(
  size: number,
  threads: number,
  { A, B, C }: PreparedGemm['buffers'],
): Promise<Entrant> {
  const { unstaged } = await pipelinesOf('sgemm.metal', ['unstaged']);
  const bindings = [A, B, C].map((buffer, index) => ({ index, buffer }));
  const pass = {
    pipeline: unstaged,
    bindings: [...bindings, { index: 3, words: [size, size, size] }],
    threadgroups: [size / 64, size / 64, 1],
    threadsPerThreadgroup: [128, 1, 1],
  } as const;
  return passEntrant('MSL by hand, unstaged', pass, threads);
}

function fastest(rounds: Rounds, entrants: readonly Entrant[]): Entrant | undefined {
  return [...entrants].sort((a, b) => typicalNs(rounds, a) - typicalNs(rounds, b))[0];
}

function missing(peer: Peers[keyof Peers]): string {
  return 'missing' in peer ? peer.missing : '';
}
