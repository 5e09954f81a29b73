import { expect } from 'vitest';
import type { Finding, FindingKind } from '../../types.ts';
import { type Argument, check, fill, HEADER, type Launch } from '../harness.ts';

/** A program with a fault that was put there on purpose. Lines that take part end in `// A` and `// B`. */
export interface Planted {
  readonly kind: FindingKind;
  /** What stands before the kernel. */
  readonly before?: string;
  /**
   * The kernel's body. Its arguments are `out` (float, buffer 0), `data` (uint, buffer 1), the positions `gid` in the
   * grid, `tid` in the threadgroup, `tgid` of the threadgroup, `lane` and `sg`; 64 threads in each of two threadgroups.
   */
  readonly body: string;
  /** The name of the memory; none for faults of control flow. */
  readonly memory?: string;
  /** The element at fault, where it is certain: in elements of the access. */
  readonly element?: readonly [index: number, bytes: number];
  readonly code?: string;
  readonly launch?: Partial<Launch>;
}

const HEAD = `kernel void k(device float *out [[buffer(0)]], device uint *data [[buffer(1)]],
  uint gid [[thread_position_in_grid]], uint tid [[thread_index_in_threadgroup]],
  uint tgid [[threadgroup_position_in_grid]], uint lane [[thread_index_in_simdgroup]],
  uint sg [[simdgroup_index_in_threadgroup]]) {
`;

/** What else a fault of one kind entails: a race's outcome depends on the order, and nobody had written what it reads. */
const CONSEQUENCES: Readonly<Partial<Record<FindingKind, readonly FindingKind[]>>> = {
  race: ['lane-order', 'uninitialised'],
  uninitialised: ['lane-order'],
  'inactive-lane': ['lane-order'],
  'divergent-simdgroup': ['race', 'lane-order', 'inactive-lane'],
  'lane-order': ['race'],
};

/** Runs a program with checks and expects its fault, at its lines, and nothing else. */
export async function expectFound({ before = '', body, launch, ...planted }: Planted): Promise<void> {
  const source = `${HEADER}${before}\n${HEAD}${body}\n}\n`;
  const buffers: Argument[] = [fill(128), new Uint32Array(128)];
  const { findings } = await check(source, {
    kernel: 'k',
    arguments: buffers,
    threadgroups: [2, 1, 1],
    threadsPerThreadgroup: [64, 1, 1],
    timeoutMs: 500,
    ...launch,
  });
  const messages = findings.map(({ message }) => message).join('\n');
  const found = findings.find((finding) => matches(finding, planted, source));
  expect(found, `not found: ${planted.kind}\n${messages}`).toBeDefined();
  const allowed = [planted.kind, ...(CONSEQUENCES[planted.kind] ?? [])];
  const strangers = findings.filter(({ kind }) => !allowed.includes(kind));
  expect(strangers.map(({ message }) => message)).toEqual([]);
}

function matches(finding: Finding | undefined, planted: Omit<Planted, 'body'>, source: string): boolean {
  if (finding?.kind !== planted.kind) return false;
  const { memory, access, other, offsetBytes, code } = finding;
  if (planted.memory !== undefined && memory?.name !== planted.memory) return false;
  if (planted.code !== undefined && code !== planted.code) return false;
  if (planted.element && offsetBytes !== planted.element[0] * planted.element[1]) return false;
  const lines = [access?.line, other?.line];
  return ['A', 'B'].every((mark) => {
    const at = lineOf(source, mark);
    return at === 0 || lines.includes(at);
  });
}

function lineOf(source: string, mark: string): number {
  return source.split('\n').findIndex((line) => line.endsWith(`// ${mark}`)) + 1;
}
