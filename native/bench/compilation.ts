import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { native } from '../index.ts';
import { findToolchain, runClang } from '../msl/clang/toolchain.ts';
import type { FunctionConstant } from '../types.ts';
import { programStarts } from './program-starts.ts';
import { type Entrant, speedOver, timeByTurns, typicalNs } from './rounds.ts';
import { median, printTable } from './statistics.ts';
import { mslText } from './work.ts';

/** A text and the kernel to compile from it. */
export interface CompiledText {
  readonly source: string;
  readonly functionName: string;
  readonly constants?: Readonly<Record<number, FunctionConstant>>;
}

const COLD = 7;
const CACHED = 15;

/**
 * Prints how long it takes from text to a pipeline that runs: with an empty cache (the very first compilation, which
 * precompiles the headers, and later ones) and from the cache; and how many programs each starts. The peers are clang's
 * front end on an empty text, and clang from one line of C to a shared object.
 */
export async function benchCompilation(generatedSgemm: CompiledText): Promise<void> {
  const texts: Record<string, CompiledText> = {
    'axpy, 1 line': { source: firstKernel(await mslText('elementwise.metal')), functionName: 'axpy' },
    'barriers, 1 loop': {
      source: firstKernel(await mslText('synchronisation.metal')),
      functionName: 'threadgroup_barriers',
    },
    'generated SGEMM, for any size': { ...generatedSgemm, constants: undefined },
    'generated SGEMM, with constants': generatedSgemm,
    'attention, 2 pages': { source: await mslText('attention.metal'), functionName: 'attention' },
  };
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-bench-'));
  const before = process.env.TILESCOPE_CACHE;
  process.env.TILESCOPE_CACHE = folder;
  try {
    const first = await milliseconds(texts['attention, 2 pages'] as CompiledText);
    const peers = await clangAlone(join(folder, 'peer.so'));
    const [bare, line] = peers;
    const cold = Object.entries(texts).map(([name, text]) => coldText(name, text));
    const rounds = await timeByTurns([...peers, ...cold], { rounds: COLD, turnNs: 1 });
    const rows: string[][] = [];
    for (const entrant of [...peers, ...cold]) {
      const starts = await programStarts(() => entrant.run(1));
      const text = texts[entrant.name];
      const ratios = [bare, line].map((peer) => speedOver(rounds, peer, entrant).toFixed(1));
      const coldMs = (typicalNs(rounds, entrant) / 1e6).toFixed(0);
      const cached = text ? (await cachedMilliseconds(text)).toFixed(1) : '';
      rows.push([entrant.name, coldMs, ...ratios, String(starts.length), cached]);
    }
    printTable(
      `From text to pipeline, median ms (very first, which precompiles the headers: ${first.toFixed(0)})`,
      ['', 'cold', `× ${bare.name}`, `× ${line.name}`, 'program starts', 'cached'],
      rows,
    );
  } finally {
    if (before === undefined) delete process.env.TILESCOPE_CACHE;
    else process.env.TILESCOPE_CACHE = before;
    await rm(folder, { recursive: true });
  }
}

/** The file's text up to the end of its first kernel. */
function firstKernel(text: string): string {
  return text.slice(0, text.indexOf('\n}') + 2);
}

const LINE_OF_C =
  'void axpy(const float *x, float *y, long n) { for (long i = 0; i < n; i++) y[i] = 0.5f * x[i] + y[i]; }';

/** Clang's front end with nothing to do, and clang with a line of C, which it makes `library` of. */
async function clangAlone(library: string): Promise<[Entrant, Entrant]> {
  const toolchain = await findToolchain();
  const run = (parameters: readonly string[], input: string) => async (): Promise<number> => {
    const start = performance.now();
    const { ok, errors } = await runClang(toolchain, parameters, input);
    if (!ok) throw new Error(`clang cannot compile for the benchmark: ${errors}`);
    return (performance.now() - start) * 1e6;
  };
  const toLibrary = ['-O2', '-march=native', '-fPIC', '-shared', '-x', 'c', '-o', library, '-'];
  return [
    { name: 'bare clang', run: run(['-cc1', '-fsyntax-only', '-x', 'c', '-'], '') },
    { name: '1 line of C', run: run(toLibrary, LINE_OF_C) },
  ];
}

/** Compiles another text each time that it runs: no cache has it. */
function coldText(name: string, text: CompiledText): Entrant {
  let number = 0;
  return {
    name,
    run: async () =>
      (await milliseconds({ ...text, source: `${text.source}\n// ${name} ${number++}` })) * 1e6,
  };
}

async function cachedMilliseconds(text: CompiledText): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < CACHED; i++) times.push(await milliseconds(text));
  return median(times);
}

async function milliseconds({ source, functionName, constants }: CompiledText): Promise<number> {
  const start = performance.now();
  await native.pipeline(await native.compile('cpu', source), functionName, constants);
  return performance.now() - start;
}
