import { performance } from 'node:perf_hooks';
import { NativeError } from '../error.ts';
import { type SourceLine, sourceLines } from '../msl/clang/source-lines.ts';
import type {
  Extent3,
  Finding,
  FindingKind,
  FindingSide,
  Native,
  NativeDevice,
  NativePass,
} from '../types.ts';
import { addon } from './addon.ts';
import type { AddonFinding, AddonPass, AddonSide } from './addon-types.ts';
import { loadedPipeline } from './compile.ts';
import { driverOf } from './devices.ts';
import type { LoadedPipeline } from './driver.ts';
import { cancellable } from './execute.ts';
import { messageOf } from './finding-message.ts';
import { toAddonPass } from './passes.ts';
import { checkCount, checkOwner, coded, LARGEST_COUNT } from './validation.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** What a thread was doing, for findings that are not about a memory access. */
const ACTIONS: Readonly<Partial<Record<FindingKind, FindingSide['action']>>> = {
  'divergent-simdgroup': 'wait',
  'inactive-lane': 'wait',
  stopped: 'stop',
};

/** A pass, its pipeline compiled with checks, and what the addon runs. */
interface CheckedPass {
  readonly pass: NativePass;
  readonly addonPass: AddonPass;
  readonly loaded: LoadedPipeline;
}

export const checkMethods = {
  check: (id, passes, { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) =>
    coded(async () => {
      const driver = await driverOf(id);
      if (driver.checksReason) throw new NativeError('UNSUPPORTED', driver.checksReason);
      checkCount('timeoutMs', timeoutMs, 1, LARGEST_COUNT);
      const checked = await Promise.all(passes.map((pass) => prepare(pass, driver.device)));
      const execution = {
        rotation: [{ passes: checked.map(({ addonPass }) => addonPass) }],
        duplicates: 1,
        threads: 1,
        indirect: false,
        timeoutMs,
        passesPerCommandBuffer: 0,
        passesPerEncoder: 0,
        spinMs: 0,
      };
      const start = performance.now();
      const report = await cancellable(signal, (cancelFlag) => addon().check({ ...execution, cancelFlag }));
      const wallNs = (performance.now() - start) * 1e6;
      const lines = await linesOf(report.findings);
      const findings = report.findings.map((finding) => toFinding(finding, checked, lines));
      return { findings, accesses: report.accesses, wallNs };
    }),
} satisfies Partial<Native>;

async function prepare(pass: NativePass, device: NativeDevice): Promise<CheckedPass> {
  const { name } = pass.pipeline;
  const plain = loadedPipeline(pass.pipeline);
  checkOwner(`Pipeline "${name}"`, plain.device, device.id);
  const loaded = await plain.checked();
  return { pass, loaded, addonPass: toAddonPass(pass, device, loaded) };
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
    memory: memoryOf(place, checked.loaded),
    offsetBytes: place.offsetBytes,
    access: side(found.access),
    other: side(found.other),
  };
  return { ...finding, message: messageOf(finding, found.bytes, found.message) };
}

function memoryOf(
  { space, index, sizeBytes }: AddonFinding['place'],
  loaded: LoadedPipeline,
): Finding['memory'] {
  if (space === 'none') return null;
  if (space === 'threadgroup-variable') {
    return {
      kind: 'threadgroup',
      name: loaded.threadgroupVariables[index] ?? 'memory',
      index: null,
      sizeBytes,
    };
  }
  const kind = space === 'buffer' ? 'buffer' : 'threadgroup';
  const argument = loaded.arguments.find((one) => one.kind === kind && one.index === index);
  return { kind, name: argument?.name ?? `${kind}(${index})`, index, sizeBytes };
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
  { finished, atomic, write }: AddonSide,
  doing: FindingSide['action'] | null,
): FindingSide['action'] {
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
