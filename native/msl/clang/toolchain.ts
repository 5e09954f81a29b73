import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { MslError } from '../types.ts';
import { DESCRIBE_LINK, type LinkCommand, linkCommand } from './link-command.ts';
import LLVM from './llvm.json' with { type: 'json' };

/** The clang that compiles MSL for the CPU. */
export interface Toolchain {
  readonly clang: string;
  /** Whole version line: part of every cache key. */
  readonly version: string;
  /** The host's processor as clang names it, e.g. `znver3`: what `-march=native` means here. */
  readonly cpu: string;
  /** e.g. `x86_64-pc-linux-gnu`. */
  readonly triple: string;
  /** Null: only clang itself can link. */
  readonly link: LinkCommand | null;
  /** The folder of the programs that came with clang. */
  readonly programs: string;
}

/** clang 16 is the first with what the headers use (bfloat, C++ for OpenCL 2021, vector builtins). */
const { oldest: OLDEST, versions, prefixes, kegs } = LLVM;

/** Under versioned names on the path, then in Homebrew's kegs, then by the plain name, as electron/setup/llvm.mjs. */
export function clangCandidates(homebrew: readonly string[] = prefixes): string[] {
  const inKegs = homebrew.flatMap((prefix) => kegs.map((keg) => join(prefix, keg, 'bin/clang')));
  return [...versions.map((version) => `clang-${version}`), ...inKegs, 'clang'];
}

let found: Promise<Toolchain> | undefined;

/** Finds clang once; `TILESCOPE_CLANG` overrides. Throws MslError NO_COMPILER. */
export function findToolchain(): Promise<Toolchain> {
  const override = process.env.TILESCOPE_CLANG;
  found ??= searchToolchain(override ? [override] : clangCandidates());
  return found;
}

const THIS_MACHINE = ['-march=native'];

/** The first of some clangs that will do, for the target that its parameters say. Throws MslError NO_COMPILER. */
export async function searchToolchain(
  candidates: readonly string[],
  target: readonly string[] = THIS_MACHINE,
): Promise<Toolchain> {
  for (const clang of candidates) {
    const toolchain = await probe(clang, target);
    if (toolchain) return toolchain;
  }
  throw new MslError(
    'NO_COMPILER',
    `No clang ${OLDEST} or later that compiles C++ for OpenCL (tried ${candidates.join(', ')}). On Debian: apt-get install clang-19 lld-19; on macOS: brew install llvm@19.`,
  );
}

async function probe(clang: string, target: readonly string[]): Promise<Toolchain | null> {
  const answer = await promisify(execFile)(clang, [...target, '-###', ...DESCRIBE_LINK]).catch(() => null);
  if (!answer) return null;
  const version = /^.*clang version .*$/m.exec(answer.stderr)?.[0] ?? '';
  const major = Number(/clang version (\d+)/.exec(version)?.[1]);
  // Apple numbers its clang by Xcode, and its front end lacks OpenCL's headers: only LLVM's own will do.
  if (!(major >= OLDEST) || version.includes('Apple')) return null;
  const cpu = /"-target-cpu" "([^"]+)"/.exec(answer.stderr)?.[1] ?? 'generic';
  const triple = /"-triple" "([^"]+)"/.exec(answer.stderr)?.[1] ?? '';
  const programs = /^InstalledDir: (.+)$/m.exec(answer.stderr)?.[1] ?? dirname(clang);
  return { clang, version, cpu, triple, link: linkCommand(triple, answer.stderr), programs };
}

/** A program of LLVM's if it came with clang, otherwise one that is on the path. */
export function programOf({ programs }: Toolchain, name: string, otherwise = name): string {
  const beside = join(programs, name);
  return existsSync(beside) ? beside : otherwise;
}

/** Runs clang, with `input` on its standard input. Never throws for what clang says. */
export function runClang({ clang }: Toolchain, parameters: readonly string[], input = '') {
  return runTool(clang, parameters, input);
}

/** What a terminal sends every process that it started. Whether to stop is decided by those who take care of it. */
const FROM_TERMINALS: readonly (string | null)[] = ['SIGINT', 'SIGQUIT', 'SIGHUP'];

/**
 * Runs a program, with `input` on its standard input, and again when a terminal's signal ended it: nothing has failed
 * then. Rejects only when it cannot be started.
 */
export function runTool(
  program: string,
  parameters: readonly string[],
  input: string,
): Promise<{ ok: boolean; output: string; errors: string }> {
  return new Promise((done, failed) => {
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => errors.push(chunk));
    child.stdin.on('error', () => {
      // A clang that stops reading exits, and has said why.
    });
    child.on('error', failed);
    child.on('close', (code, signal) => {
      if (FROM_TERMINALS.includes(signal)) return done(runTool(program, parameters, input));
      done({
        ok: code === 0,
        output: Buffer.concat(output).toString(),
        errors: Buffer.concat(errors).toString(),
      });
    });
    child.stdin.end(input);
  });
}
