import { median } from '../../summary/statistics.ts';
import { readRows } from '../csv-rows.ts';
import type { ProgramPoint, ProgramTimes } from './program-times.ts';
import { isObject, isTime, type JsonObject, parseJson } from './shapes.ts';

// What llama-bench -o json, jsonl, csv and md write (ggml-org/llama.cpp, tools/llama-bench, README.md).

const NS = 1e9;

/** "pp512", "tg128", "pp512+tg128", "pp512 @ d4096", perhaps with a space before the number. */
const TEST = /^(?:pp\s*(\d+))?\+?(?:tg\s*(\d+))?(?:\s*@\s*d\s*(\d+))?$/;
/** "7340.20 ± 23.45", in tokens per second. */
const RATE = /^(\d+(?:\.\d+)?)\s*(?:±.*)?$/;
const ROW_OF_RULES = /^[\s|:-]+$/;

/** Of JSON, JSON lines, CSV or Markdown of llama-bench; null for any other text. */
export function readLlamaBench(text: string): ProgramTimes | null {
  const rows = jsonRows(text) ?? csvRows(text);
  if (rows) return rows.length > 0 && rows.every(isResult) ? timesOf(rows.map(pointOf), rows) : null;
  return readTable(text);
}

/** An array, or an object a line. */
function jsonRows(text: string): readonly JsonObject[] | null {
  const whole = parseJson(text);
  if (Array.isArray(whole)) return whole.every(isObject) ? whole : null;
  const rows: JsonObject[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const row = parseJson(line);
    if (!isObject(row)) return null;
    rows.push(row);
  }
  return rows;
}

/** All fields are quoted, and numbers are told from the names. */
function csvRows(text: string): readonly JsonObject[] | null {
  if (!/^\ufeff?"?build_commit"?,/.test(text)) return null;
  const [header = [], ...rows] = readRows(text);
  const numbers = new Set(['n_prompt', 'n_gen', 'n_depth', 'avg_ns', 'stddev_ns', 'avg_ts']);
  return rows.map((row) =>
    Object.fromEntries(header.map((name, at) => [name, numbers.has(name) ? Number(row[at]) : row[at]])),
  );
}

function isResult({ avg_ns: mean, avg_ts: rate }: JsonObject): boolean {
  return isTime(mean) && typeof rate === 'number';
}

function pointOf(row: JsonObject): ProgramPoint {
  const { model_type: model, n_prompt: prompt, n_gen: gen, n_depth: depth, avg_ns: mean } = row;
  const samples = Array.isArray(row.samples_ns) ? row.samples_ns.filter(isTime) : [];
  const test = [prompt > 0 && `pp${prompt}`, gen > 0 && `tg${gen}`].filter(Boolean).join('+');
  const label = [model, test, depth > 0 && `@ d${depth}`].filter(Boolean).join(' ');
  return samples.length > 0
    ? { label, medianNs: median(samples), samplesNs: samples }
    : { label, medianNs: mean, samplesNs: [], note: 'a mean: the file has no samples' };
}

function timesOf(points: readonly ProgramPoint[], rows: readonly JsonObject[]): ProgramTimes {
  const devices = rows.map(({ gpu_info: gpu, cpu_info: cpu }) => gpu || cpu).filter(Boolean);
  return { title: 'Times of language models', source: 'llama-bench', device: sameOf(devices), points };
}

/** The table that llama-bench prints: models, parameters that differ, `test` and `t/s`. */
function readTable(text: string): ProgramTimes | null {
  const lines = text.split('\n').filter((line) => line.trimStart().startsWith('|'));
  const [header = [], ...rows] = lines.filter((line) => !ROW_OF_RULES.test(line)).map(cellsOf);
  const place = (name: string) => header.indexOf(name);
  if (place('model') !== 0 || place('test') < 0 || place('t/s') < 0 || rows.length === 0) return null;
  // What tells rows of one model and test apart, such as the number of threads.
  const known = ['model', 'size', 'params', 'backend', 'test', 't/s'];
  const others = header.filter(
    (name, at) => !known.includes(name) && new Set(rows.map((row) => row[at])).size > 1,
  );
  const points = rows.flatMap((row): ProgramPoint[] => {
    const [, prompt = '0', gen = '0'] = TEST.exec(row[place('test')] ?? '') ?? [];
    const [, rate] = RATE.exec(row[place('t/s')] ?? '') ?? [];
    const tokens = Number(prompt) + Number(gen);
    if (rate === undefined || tokens === 0 || Number(rate) === 0) return [];
    const apart = others.map((name) => `${name} ${row[place(name)]}`).join(', ');
    const label = [row[0], row[place('test')], apart].filter(Boolean).join(' ');
    const note = 'from the mean rate: the file has no samples';
    return [{ label, medianNs: (tokens / Number(rate)) * NS, samplesNs: [], note }];
  });
  if (points.length < rows.length) return null;
  const backends = rows.map((row) => row[place('backend')]);
  return { ...timesOf(points, []), device: sameOf(backends) };
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function sameOf(values: readonly unknown[]): string | null {
  const [first] = values;
  return first && values.every((value) => value === first) ? String(first) : null;
}
