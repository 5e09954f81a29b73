import { expect, test } from 'vitest';
import type { Finding, FindingKind } from '../../types.ts';
import { check, fill, type Launch } from '../harness.ts';
import { kernelTable } from '../kernel-table.ts';

/** A program with a deliberate fault. The lines involved end in `// A` and `// B`. */
export interface Planted {
  readonly kind: FindingKind;
  /** Declarations before the kernel. */
  readonly before?: string;
  /**
   * The kernel's body. Its arguments are `out` (float, buffer 0), `data` (uint, buffer 1), the positions `gid` in the
   * grid, `tid` in the threadgroup, `tgid` of the threadgroup, `lane` and `sg`; 64 threads in each of two threadgroups.
   */
  readonly body: string;
  /** The name of the memory; absent for faults of control flow. */
  readonly memory?: string;
  /** The element at fault, if it is certain, in units of the access. */
  readonly element?: readonly [index: number, bytes: number];
  readonly code?: string;
  readonly launch?: Partial<Launch>;
}

/** For a kernel that never ends. */
const TIMEOUT_MS = 500;

const PARAMETERS = `device float *out [[buffer(0)]], device uint *data [[buffer(1)]],
  uint gid [[thread_position_in_grid]], uint tid [[thread_index_in_threadgroup]],
  uint tgid [[threadgroup_position_in_grid]], uint lane [[thread_index_in_simdgroup]],
  uint sg [[simdgroup_index_in_threadgroup]]`;

/** Findings that a fault of some kind may entail: for example, the outcome of a race depends on the order of lanes. */
const CONSEQUENCES: Readonly<Partial<Record<FindingKind, readonly FindingKind[]>>> = {
  race: ['lane-order', 'uninitialised', 'same-value'],
  uninitialised: ['lane-order'],
  'inactive-lane': ['lane-order'],
  'divergent-simdgroup': ['race', 'lane-order', 'inactive-lane'],
  'lane-order': ['race'],
};

/** Tests that checks find the fault of each program, at its lines, and nothing else. */
export function testPlanted(programs: Readonly<Record<string, Planted>>): void {
  const entries = Object.entries(programs).map(([name, { before = '', body, ...planted }], i) => {
    const text = { before: marked(before, i), body: marked(body, i) };
    return [name, { ...planted, ...text, parameters: PARAMETERS }, i] as const;
  });
  const kernelOf = kernelTable(Object.fromEntries(entries));
  test.each(entries)('%s', async (name, { launch, ...planted }, number) => {
    const { source, kernel } = await kernelOf(name);
    const { findings } = await check(source, {
      kernel,
      arguments: [fill(128), new Uint32Array(128)],
      threadgroups: [2, 1, 1],
      threadsPerThreadgroup: [64, 1, 1],
      timeoutMs: planted.code === 'TIMED_OUT' ? TIMEOUT_MS : undefined,
      ...launch,
    });
    const lines = ['A', 'B'].map((mark) => lineOf(source, `${mark}${number}`)).filter((line) => line > 0);
    const messages = findings.map(({ message }) => message).join('\n');
    const found = findings.find((finding) => matches(finding, planted, lines));
    expect(found, `not found: ${planted.kind}\n${messages}`).toBeDefined();
    const allowed = [planted.kind, ...(CONSEQUENCES[planted.kind] ?? [])];
    const strangers = findings.filter(({ kind }) => !allowed.includes(kind));
    expect(strangers.map(({ message }) => message)).toEqual([]);
  });
}

/** Text with marks that differ from those of other programs in the same text. */
const marked = (text: string, number: number) => text.replaceAll(/\/\/ ([AB])$/gm, `// $1${number}`);

function matches(finding: Finding, planted: Omit<Planted, 'body'>, lines: readonly number[]): boolean {
  if (finding.kind !== planted.kind) return false;
  const { memory, access, other, offsetBytes, code } = finding;
  if (planted.memory !== undefined && memory?.name !== planted.memory) return false;
  if (planted.code !== undefined && code !== planted.code) return false;
  if (planted.element && offsetBytes !== planted.element[0] * planted.element[1]) return false;
  return lines.every((line) => line === access?.line || line === other?.line);
}

function lineOf(source: string, mark: string): number {
  return source.split('\n').findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
}
