import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { packageRoot } from '../device/root.ts';
import type { Entrant } from './rounds.ts';

/** The folder of the peers' sources. */
export const PEER_FOLDER = join(packageRoot(), 'native/bench/peers');

/** An external program to compare with: how to build it and how to start it with a number of threads. */
export interface PeerKind {
  readonly name: string;
  /** The Debian packages it needs. */
  readonly packages: string;
  /** Builds it in a folder and returns the command that starts it. Throws if the build fails. */
  build(folder: string): Promise<string[]>;
  /** The arguments and environment variables for a number of threads. */
  limit(threads: number): { parameters?: string[]; environment?: Record<string, string> };
}

/** A running peer. */
export interface BuiltPeer {
  readonly kind: PeerKind;
  readonly command: readonly string[];
  /** What it runs on, as it reports it. */
  readonly device: string;
}

export interface MissingPeer {
  readonly kind: PeerKind;
  readonly missing: string;
}

/** Builds a peer and tries to start it. If something is not installed, returns the reason; other failures throw. */
export async function buildPeer(kind: PeerKind, folder: string): Promise<BuiltPeer | MissingPeer> {
  try {
    const command = await kind.build(folder);
    const peer = await Peer.start({ kind, command }, 1);
    peer.stop();
    return { kind, command, device: peer.device };
  } catch (error) {
    const text = String(error);
    if (!/ENOENT|No such file|not found|cannot find/.test(text)) throw error;
    return { kind, missing: `unavailable; install it with: apt-get install ${kind.packages}` };
  }
}

/** Runs a compiler. Throws its messages if it fails. */
export async function compileWith(compiler: string, ...parameters: string[]): Promise<void> {
  await promisify(execFile)(compiler, parameters);
}

/** A peer's process. It reads lines that name a job, does the job, and answers with the time. */
export class Peer {
  readonly device: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcessWithoutNullStreams, answers: AsyncIterator<string>, device: string) {
    this.#child = child;
    this.#answers = answers;
    this.device = device;
  }

  /** Starts a peer that has been built. Throws if it finds no device. */
  static async start({ kind, command }: Omit<BuiltPeer, 'device'>, threads: number): Promise<Peer> {
    const { parameters = [], environment } = kind.limit(threads);
    const [program = '', ...own] = command;
    const child = spawn(program, [...own, ...parameters], { env: { ...process.env, ...environment } });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { device } = await answerOf<{ device: string }>(answers);
    return new Peer(child, answers, device);
  }

  /** One of the peer's jobs at a size, as an entrant. */
  entrant(name: string, job: string, size: number): Entrant {
    return {
      name,
      run: async (repetitions) => {
        this.#child.stdin.write(`${job} ${size} ${repetitions}\n`);
        return (await answerOf<{ ns: number }>(this.#answers)).ns;
      },
    };
  }

  stop(): void {
    this.#child.stdin.end();
  }
}

/** Starts a peer with a number of threads; undefined if this machine could not build it. */
export async function startIfBuilt(
  built: BuiltPeer | MissingPeer,
  threads: number,
): Promise<Peer | undefined> {
  return 'missing' in built ? undefined : Peer.start(built, threads);
}

async function answerOf<T>(answers: AsyncIterator<string>): Promise<T> {
  const { value, done } = await answers.next();
  if (done) throw new Error('a benchmark peer exited before it answered');
  const answer = JSON.parse(value) as T & { failure?: string };
  if (answer.failure) throw new Error(`a benchmark peer failed: ${answer.failure}`);
  return answer;
}
