import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { native } from '../index.ts';
import type { FunctionConstant } from '../types.ts';
import { median, printTable } from './statistics.ts';
import { mslText } from './work.ts';

/** A text and the kernel to compile from it. */
export interface CompiledText {
  readonly source: string;
  readonly functionName: string;
  readonly constants?: Readonly<Record<number, FunctionConstant>>;
}

const COLD = 5;
const CACHED = 15;

/**
 * Prints how long it takes from text to a pipeline: with an empty cache (the very first compilation, which precompiles
 * the headers, and later ones), and from the cache.
 */
export async function benchCompilation(generatedSgemm: CompiledText): Promise<void> {
  const texts: Record<string, CompiledText> = {
    'axpy, 1 line': { source: axpyAlone(await mslText('elementwise.metal')), functionName: 'axpy' },
    'generated SGEMM, for any size': { ...generatedSgemm, constants: undefined },
    'generated SGEMM, with constants': generatedSgemm,
    'attention, 2 pages': { source: await mslText('attention.metal'), functionName: 'attention' },
  };
  const folder = await mkdtemp(join(tmpdir(), 'tilescope-bench-'));
  const before = process.env.TILESCOPE_CACHE;
  process.env.TILESCOPE_CACHE = folder;
  try {
    const first = await milliseconds(texts['attention, 2 pages'] as CompiledText);
    const rows: string[][] = [];
    for (const [name, text] of Object.entries(texts)) {
      const cold = await several(COLD, text, (i) => `${text.source}\n// text ${i}`);
      const cached = await several(CACHED, text, () => `${text.source}\n// text 0`);
      rows.push([name, cold.toFixed(0), cached.toFixed(1)]);
    }
    printTable(
      `From text to pipeline, median ms (very first, which precompiles the headers: ${first.toFixed(0)})`,
      ['', 'cold', 'cached'],
      rows,
    );
  } finally {
    if (before === undefined) delete process.env.TILESCOPE_CACHE;
    else process.env.TILESCOPE_CACHE = before;
    await rm(folder, { recursive: true });
  }
}

/** The text up to the end of its first kernel. */
function axpyAlone(text: string): string {
  return text.slice(0, text.indexOf('}') + 1);
}

async function several(count: number, text: CompiledText, variant: (i: number) => string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await milliseconds({ ...text, source: variant(i) }));
  return median(times);
}

async function milliseconds({ source, functionName, constants }: CompiledText): Promise<number> {
  const start = performance.now();
  await native.pipeline(await native.compile('cpu', source), functionName, constants);
  return performance.now() - start;
}
