import { type SourceLine, sourceLines } from '../msl/clang/source-lines.ts';
import { USER_FILE } from '../msl/read/tokens.ts';
import type {
  Extent3,
  Finding,
  FindingBarrier,
  FindingKind,
  FindingMemory,
  FindingSide,
  NativePass,
} from '../types.ts';
import type { AddonFinding, AddonPass, AddonSide } from './addon-types.ts';
import type { LoadedPipeline } from './driver.ts';
import { messageOf } from './finding-message.ts';

/** What a thread was doing, for findings that are not about a memory access. */
const ACTIONS: Readonly<Partial<Record<FindingKind, FindingSide['action']>>> = {
  'divergent-simdgroup': 'wait',
  'inactive-lane': 'wait',
  stopped: 'stop',
  'integer-overflow': 'compute',
  'fast-math': 'compute',
};

/** A pass, its pipeline compiled with checks, and what the addon runs. */
export interface CheckedPass {
  readonly pass: NativePass;
  readonly addonPass: AddonPass;
  readonly loaded: LoadedPipeline;
}

/** A call returns to what follows it, which may be another line's. */
const RETURNS_TO = -1;
/** Where a kernel was stopped may be an instruction that the compiler added, which has no line: those beside it have. */
const NEARBY = [4, -5, 8, -9, 16, -17, 32, -33];

type Lines = ReadonlyMap<string, ReadonlyMap<number, SourceLine>>;

async function linesOf(findings: readonly AddonFinding[]): Promise<Lines> {
  const offsets = new Map<string, number[]>();
  for (const { kind, access, other } of findings) {
    const distances = kind === 'stopped' ? [RETURNS_TO, ...NEARBY] : [RETURNS_TO];
    for (const { file, offset } of [access, other].filter((side) => side !== null)) {
      if (!file || !offset) continue;
      const places = distances.map((distance) => offset + distance);
      offsets.set(file, [...(offsets.get(file) ?? []), ...places]);
    }
  }
  const found = [...offsets].map(async ([file, of]) => [file, await sourceLines(file, of)] as const);
  return new Map(await Promise.all(found));
}

/** Findings of checked passes, with the lines of the text, and those that say the same of the same lines as one. */
export async function toFindings(
  found: readonly AddonFinding[],
  passes: readonly CheckedPass[],
): Promise<Finding[]> {
  const lines = await linesOf(found);
  const distinct = new Map<string, Finding>();
  for (const finding of found.map((one) => toFinding(one, passes, lines))) {
    const { kind, pass, memory, access, other, barrier, code } = finding;
    const sides = [access, other].map((side) => side && [side.file, side.line, side.action].join());
    const hasLine = access?.line || other?.line;
    const key = JSON.stringify([kind, pass, hasLine ? [...sides.sort(), memory, code] : finding]);
    const first = distinct.get(key);
    // Of a race, the one that a barrier should have prevented says more.
    const shown = first && (first.barrier || !barrier) ? first : finding;
    distinct.set(key, { ...shown, count: (first?.count ?? 0) + finding.count });
  }
  return [...distinct.values()];
}

function toFinding(found: AddonFinding, passes: readonly CheckedPass[], lines: Lines): Finding {
  const checked = passes[found.pass];
  if (!checked) throw new RangeError(`finding refers to pass ${found.pass} of ${passes.length}`);
  const { kind, pass, count, place } = found;
  const doing = ACTIONS[kind] ?? null;
  const side = (one: AddonSide | null) => one && toSide(one, doing, checked, lines);
  const finding = {
    kind,
    pass,
    count,
    kernel: checked.pass.pipeline.name,
    code: found.code || null,
    memory: memoryOf(place, checked),
    offsetBytes: place.offsetBytes,
    access: side(found.access),
    other: otherSide(found, side(found.other), checked),
    barrier: found.barrier && toBarrier(found.barrier),
  };
  return { ...finding, message: messageOf(finding, found.bytes, found.message) };
}

/** A lane that does not exist is counted from the start of the SIMD-group that it would be in. */
function otherSide(
  { access, other }: AddonFinding,
  side: FindingSide | null,
  { loaded }: CheckedPass,
): FindingSide | null {
  if (!side || !access || !other?.absent) return side;
  return { ...side, lane: other.thread - access.thread + (access.thread % loaded.simdWidth) };
}

function memoryOf(
  { space, index, sizeBytes }: AddonFinding['place'],
  { loaded: { arguments: list, threadgroupVariables, watched }, pass: { bindings } }: CheckedPass,
): FindingMemory | null {
  const nowhere = { others: [], line: null, file: null };
  const nameOf = (kind: 'buffer' | 'threadgroup', at: number) =>
    list.find((one) => one.kind === kind && one.index === at)?.name ?? `${kind}(${at})`;
  switch (space) {
    case 'none':
      return null;
    case 'own': {
      const { kind, name, place } = watched[index] ?? { kind: 'thread', name: 'memory', place: null };
      return { kind, name, index: null, sizeBytes, ...nowhere, ...(place && ownPlace(place)) };
    }
    case 'threadgroup-variable': {
      const name = threadgroupVariables[index] ?? 'memory';
      return { kind: 'threadgroup', name, index: null, sizeBytes, ...nowhere };
    }
    default: {
      const kind = space === 'buffer' ? 'buffer' : 'threadgroup';
      const bound = bindings.filter((one) => 'buffer' in one);
      const buffer = kind === 'buffer' && bound.find((one) => one.index === index)?.buffer;
      const others = bound
        .filter((one) => buffer && one.buffer === buffer && one.index !== index)
        .map((one) => ({ name: nameOf(kind, one.index), index: one.index }));
      return { kind, name: nameOf(kind, index), index, sizeBytes, ...nowhere, others };
    }
  }
}

function ownPlace({ file, line }: { file: string; line: number }) {
  return { line, file: file === USER_FILE ? null : file };
}

/** metal::mem_flags, as the sites of barriers hold them. */
const FLAGS = ['mem_none', 'mem_device', 'mem_threadgroup', 'mem_device | mem_threadgroup'] as const;

function toBarrier({ line, memory, threadgroup }: NonNullable<AddonFinding['barrier']>): FindingBarrier {
  const flags = FLAGS[memory] ?? 'mem_none';
  return { function: threadgroup ? 'threadgroup_barrier' : 'simdgroup_barrier', flags, line };
}

function toSide(
  side: AddonSide,
  doing: FindingSide['action'] | null,
  checked: CheckedPass,
  lines: Lines,
): FindingSide {
  const pass = checked.addonPass;
  const known = lineOf(side, lines);
  const threadgroup = position(side.threadgroup, groupsOf(pass));
  const size = pass.threadsPerThreadgroup.map((threads, axis) =>
    Math.min(threads, (pass.gridThreads[axis] ?? 1) - (threadgroup[axis] ?? 0) * threads),
  );
  return {
    action: actionOf(side, doing),
    line: known?.line ?? (side.line || null),
    file: known?.file ?? null,
    thread: position(side.thread, size),
    lane: side.thread % checked.loaded.simdWidth,
    simdgroup: Math.floor(side.thread / checked.loaded.simdWidth),
    threadgroup,
  };
}

function lineOf({ file, offset }: AddonSide, lines: Lines): SourceLine | undefined {
  if (!file || !offset) return undefined;
  const found = [RETURNS_TO, ...NEARBY].map((distance) => lines.get(file)?.get(offset + distance));
  return found.find((line) => line !== undefined);
}

function actionOf(
  { absent, finished, atomic, write }: AddonSide,
  doing: FindingSide['action'] | null,
): FindingSide['action'] {
  if (absent) return 'absent';
  if (finished) return 'end';
  if (doing) return doing;
  if (atomic) return 'atomic';
  return write ? 'write' : 'read';
}

function groupsOf({ gridThreads, threadsPerThreadgroup }: AddonPass): number[] {
  return gridThreads.map((threads, axis) => Math.ceil(threads / (threadsPerThreadgroup[axis] ?? 1)));
}

function position(index: number, [width = 1, height = 1]: readonly number[]): Extent3 {
  return [index % width, Math.floor(index / width) % height, Math.floor(index / width / height)];
}
