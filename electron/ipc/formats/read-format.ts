import { readBundle } from '../bundle.ts';
import type { Result, Run } from '../types.ts';
import { refuse } from './carried.ts';
import { readCsv } from './csv.ts';
import { readForeign } from './foreign/read-foreign.ts';
import { isObject, parseJson } from './foreign/shapes.ts';
import { readGoogleBenchmark } from './google-benchmark.ts';
import { readNvbench } from './nvbench.ts';

/** JSON of another tool: how it is told, and how it is read. The first that fits. */
interface JsonReader {
  readonly fits: (file: Readonly<Record<string, unknown>>) => boolean;
  readonly read: (file: never) => Result<Run>;
}

const NO_PROBLEM = 'A run needs problems that Tilescope knows, samples of each, a device and its roof.';

const READERS: readonly JsonReader[] = [
  {
    fits: ({ context, benchmarks }) => isObject(context) && Array.isArray(benchmarks),
    read: readGoogleBenchmark,
  },
  { fits: ({ meta, benchmarks }) => isObject(meta) && Array.isArray(benchmarks), read: readNvbench },
];

/**
 * The run of a text that Tilescope wrote as a bundle, as CSV or as JSON of Google Benchmark or NVBench. Fails with
 * BAD_BUNDLE for what is damaged, and with UNSUPPORTED for what another tool wrote, with the reason.
 */
export function readFormat(text: string): Result<Run> {
  // What is empty is told by the reader of bundles.
  const isJson = !/^\s*[^\s[{]/.test(text);
  const file = isJson ? parseJson(text) : undefined;
  const reader = isObject(file) ? READERS.find(({ fits }) => fits(file)) : undefined;
  if (reader) return reader.read(file as never);
  const programs = readForeign(text);
  if (programs) {
    const { source } = programs;
    const times = `This file of ${source} has times of whole programs, not of the kernels within them`;
    return refuse('UNSUPPORTED', `${times}. ${NO_PROBLEM} tilescope import prints its times.`);
  }
  if (!isJson) return readCsv(text);
  const bundle = readBundle(text);
  return bundle.ok ? { ok: true, value: bundle.value.run } : bundle;
}
