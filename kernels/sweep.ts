import { checkDimension, type Issue } from './problem.ts';

/** The extents of one matrix product: C[m,n] = A[m,k] · B[k,n]. */
export interface GemmSize {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Most sizes that one text may name: a range typed with a wrong step is refused rather than swept for days. */
export const MAX_SIZES = 4096;

/** What a text of sizes may hold, for hints and messages. */
export const SIZES_SYNTAX = 'sizes (64), ranges (64:512:64) or MxNxK (512x256x128), separated by commas';

/** The sweep that is offered first: squares whose sizes lie on the tile edges, beside them and between them. */
export const QUICK_SWEEP = {
  sizes: '64,65,96,127,128,192,200,256,320,384,448,511,512',
  contenders: ['gemm-simdgroup', 'gemm-direct', 'gemm-tiled', 'cblas'],
} as const;

type Parsed = { readonly sizes: GemmSize[] } | { readonly issues: Issue[] };

/** Any number, for instance -1, 1.5 or 1e9: what is out of range is refused by name, not as bad syntax. */
const NUMBER = String.raw`([+-]?\d+(?:\.\d+)?(?:e\+?\d+)?)`;

/** The forms of one item between commas. */
const FORMS = [
  { pattern: form('N'), read: readSquare },
  { pattern: form('N[x×]N[x×]N'), read: readTriple },
  { pattern: form('N:N(?::N)?'), read: readRange },
] as const;

/**
 * Reads sizes from text: `64` is a square problem, `512x256x128` is M×N×K, `64:512:64` is squares from 64 to at most
 * 512 by 64 (by 1 where no step is given), and commas join them. In the order written; repetitions are kept.
 * Returns every mistake, each naming the part of the text and what would be accepted.
 */
export function parseSizes(text: string): { sizes: GemmSize[] } | { issues: Issue[] } {
  if (text.trim() === '') return { issues: [{ parameter: 'sizes', value: '""', accepted: SIZES_SYNTAX }] };
  const sizes: GemmSize[] = [];
  const issues: Issue[] = [];
  let count = 0;
  for (const item of text.split(',')) {
    const parsed = readItem(item.trim());
    if ('issues' in parsed) {
      issues.push(...parsed.issues);
      continue;
    }
    count += parsed.sizes.length;
    if (count <= MAX_SIZES) sizes.push(...parsed.sizes); // beyond, they are only counted
  }
  if (count > MAX_SIZES) issues.push(tooMany(count));
  return issues.length > 0 ? { issues } : { sizes };
}

function form(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('N', String.raw`\s*${NUMBER}\s*`)}$`, 'i');
}

function readItem(item: string): Parsed {
  for (const { pattern, read } of FORMS) {
    const numbers = pattern.exec(item)?.slice(1);
    if (numbers) return read(...(numbers as [string, string, string]));
  }
  return { issues: [{ parameter: 'sizes', value: `"${item}"`, accepted: SIZES_SYNTAX }] };
}

function readSquare(text: string): Parsed {
  const size = Number(text);
  const issue = checkDimension('size', size);
  return issue ? { issues: [issue] } : { sizes: [square(size)] };
}

function readTriple(...texts: [string, string, string]): Parsed {
  const [m, n, k] = texts.map(Number) as [number, number, number];
  const issues = Object.entries({ m, n, k }).flatMap(([name, extent]) => checkDimension(name, extent) ?? []);
  return issues.length > 0 ? { issues } : { sizes: [{ m, n, k }] };
}

function readRange(startText: string, stopText: string, stepText = '1'): Parsed {
  const [start, stop, step] = [startText, stopText, stepText].map(Number) as [number, number, number];
  const issues = [checkDimension('start', start), checkDimension('stop', stop), checkDimension('step', step)];
  if (stop < start) {
    issues.push({ parameter: 'stop', value: stop, accepted: `a size from the start (${start}) up` });
  }
  const found = issues.filter((issue) => issue !== null);
  if (found.length > 0) return { issues: found };
  const count = Math.floor((stop - start) / step) + 1;
  if (count > MAX_SIZES) return { issues: [tooMany(count)] };
  return { sizes: Array.from({ length: count }, (_, index) => square(start + index * step)) };
}

function square(size: number): GemmSize {
  return { m: size, n: size, k: size };
}

function tooMany(count: number): Issue {
  return { parameter: 'sizes', value: `${count} sizes`, accepted: `at most ${MAX_SIZES} sizes` };
}
