import { type Peer, startIfBuilt } from './peer.ts';
import type { Peers } from './peers.ts';
import { type Entrant, speedOver, timeByTurns, typicalNs } from './rounds.ts';
import { printTable } from './statistics.ts';

/** Rows that the generator's kernels normalize. */
export interface PreparedRows {
  readonly generated: readonly Entrant[];
  /** The copy that the bandwidth of a device is measured with, of as many elements. */
  readonly copy: Entrant;
  release(): void;
}

/** Norms, and whether peers have them. */
const JOBS = { layer: true, rms: false, softmax: true, 'log-softmax': false } as const;
type Job = keyof typeof JOBS;

/** Prepares rows of a length; provided by the caller. */
export type PrepareRows = (norm: Job, rows: number, length: number, threads: number) => Promise<PreparedRows>;

/** Elements of X, and as many of Y: together four times a cache of 32 MiB. */
const ELEMENTS = 2 ** 24;
const LENGTHS = [128, 1024, 4096, 8192, 131_072] as const;
const ROUNDS = { rounds: 9, turnNs: 60e6 } as const;
const BYTES = 2 * ELEMENTS * Float32Array.BYTES_PER_ELEMENT;

const PEERS = [
  { name: 'C', key: 'loops' },
  { name: 'C fast-math', key: 'fastLoops' },
  { name: 'oneDNN', key: 'onednn' },
] as const satisfies { name: string; key: keyof Peers }[];

/** Prints the bandwidth of normalization beyond the caches, and its ratio to that of a copy in the same rounds. */
export async function benchNormalization(
  peers: Peers,
  threadCounts: readonly number[],
  prepare: PrepareRows,
): Promise<void> {
  for (const threads of threadCounts) {
    for (const job of Object.keys(JOBS) as Job[]) {
      const columns: Map<string, string[]>[] = [];
      for (const length of LENGTHS) columns.push(await benchLength(job, length, threads, peers, prepare));
      const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
      printTable(
        `${job}, ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${ELEMENTS / 2 ** 20} Mi floats in rows of so many, GB/s; ÷ copy`,
        ['', ...LENGTHS.flatMap((length) => [String(length), '÷ copy'])],
        names.map((name) => [name, ...columns.flatMap((column) => column.get(name) ?? ['–', '–'])]),
      );
    }
  }
}

async function benchLength(
  job: Job,
  length: number,
  threads: number,
  peers: Peers,
  prepare: PrepareRows,
): Promise<Map<string, string[]>> {
  const { generated, copy, release } = await prepare(job, ELEMENTS / length, length, threads);
  const started: Peer[] = [];
  const others: Entrant[] = [];
  for (const { name, key } of PEERS) {
    const peer = await startIfBuilt(peers[key], threads);
    if (!peer) continue;
    started.push(peer);
    if (JOBS[job]) others.push(peer.entrant(name, `${job}@${length}`, ELEMENTS));
    if (key === 'loops') others.push(peer.entrant('C copy', 'copy', ELEMENTS));
  }
  const entrants = [copy, ...generated, ...others];
  const rounds = await timeByTurns(entrants, ROUNDS);
  for (const peer of started) peer.stop();
  release();
  return new Map(
    entrants.map((entrant) => [
      entrant.name,
      [(BYTES / typicalNs(rounds, entrant)).toFixed(1), speedOver(rounds, entrant, copy).toFixed(2)],
    ]),
  );
}
