import { readBundle } from '../bundle.ts';
import type { Result, Run } from '../types.ts';
import { refuse } from './carried.ts';
import { readCsv } from './csv.ts';
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
  {
    fits: ({ results }) =>
      Array.isArray(results) && results.every((one) => isObject(one) && 'command' in one),
    read: () =>
      refuse(
        'UNSUPPORTED',
        `hyperfine times whole programs, which solve no problem of known size. ${NO_PROBLEM}`,
      ),
  },
];

/**
 * The run of a text that Tilescope wrote as a bundle, as CSV or as JSON of Google Benchmark or NVBench. Fails with
 * BAD_BUNDLE for what is damaged, and with UNSUPPORTED for what another tool wrote, with the reason.
 */
export function readFormat(text: string): Result<Run> {
  // What is empty is told by the reader of bundles.
  if (/^\s*[^\s[{]/.test(text)) return readCsv(text);
  const file = parse(text);
  if (Array.isArray(file) && file.length > 0 && file.every((one) => isObject(one) && 'avg_ts' in one))
    return llamaBench();
  const reader = isObject(file) ? READERS.find(({ fits }) => fits(file)) : undefined;
  if (reader) return reader.read(file as never);
  if (isLlamaBenchLine(text)) return llamaBench();
  const bundle = readBundle(text);
  return bundle.ok ? { ok: true, value: bundle.value.run } : bundle;
}

function llamaBench(): Result<Run> {
  return refuse(
    'UNSUPPORTED',
    `llama-bench counts tokens of whole models, not the kernels within them. ${NO_PROBLEM}`,
  );
}

/** `llama-bench -o jsonl` writes an object a line. */
function isLlamaBenchLine(text: string): boolean {
  const first = parse(text.slice(0, text.indexOf('\n')));
  return isObject(first) && 'avg_ts' in first;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
