import { busyDoubt } from '../../ipc/conditions.ts';
import { isSameCeiling } from '../../ipc/roof.ts';
import type { Roof, RoofTest } from '../../ipc/types.ts';
import { AGREEMENT, higherRate, type MeasuredRate } from '../attempts.ts';
import {
  isTabled,
  measureArithmetic,
  measureMemory,
  type RoofDevice,
  type RoofTools,
  type TensorType,
} from '../roof.ts';

/** The roof of a run. Others' work and heat can only lower a measurement, so the highest of a run is its roof. */
export interface RunRoof {
  readonly current: Roof;
  /** Between problems: measures what was not measured for long, so that this takes a small share of the sweep. */
  measureBetween(): Promise<void>;
  /** After the last problem: measures again unless it was measured just before. */
  measureAtEnd(): Promise<void>;
  /** Before a time is rejected: measures with all care. */
  measureNow(): Promise<Roof>;
}

/** Told of a new roof, and of the one before. */
type Listener = (roof: Roof, before: Roof) => void;

interface RunRoofOptions extends RoofTools {
  readonly device: RoofDevice;
  /** As measured before the sweep. */
  readonly roof: Roof;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly onChange: Listener;
}

type Effort = 'thorough' | 'quick';

/** A roof of its own: the rates of arithmetic, of matrix units and of memory are measured apart. */
interface Part {
  /** What a quick measurement takes at least, in milliseconds. */
  readonly leastMs: number;
  /** As it is known; null if it is not measured. */
  known(roof: Roof, device: RoofDevice): MeasuredRate | null;
  measure(tools: RoofTools, device: RoofDevice, effort: Effort): Promise<MeasuredRate | null>;
  /** The roof with another rate. */
  replace(roof: Roof, measured: MeasuredRate): Roof;
}

const PARTS: readonly Part[] = [
  {
    leastMs: 60,
    known: ({ gflops: rate, test = untested(rate) }, device) => (isTabled(device) ? null : { rate, test }),
    async measure(tools, device, effort) {
      const { gflops: rate, test } = await measureArithmetic(tools, device, effort);
      return { rate, test };
    },
    replace: (roof, { rate, test }) => ({ ...roof, gflops: rate, test }),
  },
  matrixPart('f16'),
  matrixPart('f32'),
  matrixPart('i8'),
  {
    leastMs: 100,
    known({ bandwidth }) {
      if (!bandwidth) return null;
      const { rateGBps: rate, test = untested(rate) } = bandwidth;
      return { rate, test };
    },
    async measure(tools, device, effort) {
      const bandwidth = await measureMemory(tools, device, effort);
      return bandwidth?.test ? { rate: bandwidth.rateGBps, test: bandwidth.test } : null;
    },
    replace: (roof, { rate, test }) =>
      roof.bandwidth ? { ...roof, bandwidth: { ...roof.bandwidth, rateGBps: rate, test } } : roof,
  },
];

/** The matrix units of a GPU that has them, for products of one type. */
function matrixPart(dtype: TensorType): Part {
  return {
    leastMs: 60,
    known({ matrixUnits }) {
      const known = matrixUnits?.[dtype];
      return known ? { rate: known.gflops, test: known.test } : null;
    },
    async measure(tools, device, effort) {
      const { gflops: rate, test } = await measureArithmetic(tools, device, effort, dtype);
      return { rate, test };
    },
    replace(roof, { rate, test }) {
      const known = roof.matrixUnits?.[dtype];
      if (!roof.matrixUnits || !known) return roof;
      return { ...roof, matrixUnits: { ...roof.matrixUnits, [dtype]: { ...known, gflops: rate, test } } };
    },
  };
}

/** The longest that measurements may take, as a share of the time since the last. */
const SHARES = { between: 0.02, end: 0.25 } as const;

/** Watches the roof of a run. Its methods throw NativeError. */
export function watchRoof({ device, roof, now, onChange, ...tools }: RunRoofOptions): RunRoof {
  let current = roof;
  let told = roof;
  const last = new Map(PARTS.map((part) => [part, { endMs: now(), costMs: part.leastMs }]));

  const tell = () => {
    const before = told;
    told = current;
    if (current !== before) onChange(current, before);
  };

  const measure = async (part: Part, effort: Effort) => {
    const known = part.known(current, device);
    if (!known) return;
    const startMs = now();
    const found = await part.measure(tools, device, effort);
    const isThorough = effort === 'thorough' || !found || !needsCare(known, found);
    const measured = isThorough ? found : await part.measure(tools, device, 'thorough');
    if (measured) current = part.replace(current, higherRate(known, measured));
    last.set(part, { endMs: now(), costMs: Math.max(part.leastMs, now() - startMs) });
  };

  const measureDue = async (share: number) => {
    for (const part of PARTS) {
      const { endMs, costMs } = last.get(part) ?? { endMs: 0, costMs: 0 };
      if ((now() - endMs) * share >= costMs) await measure(part, 'quick');
    }
  };

  return {
    get current() {
      return current;
    },
    async measureBetween() {
      await measureDue(SHARES.between);
      // How far measurements range is told at the end: each time would be a change for nothing.
      if (!isSameCeiling(current, told) || isQuieter(current, told)) tell();
    },
    async measureAtEnd() {
      await measureDue(SHARES.end);
      tell();
    },
    async measureNow() {
      for (const part of PARTS) await measure(part, 'thorough');
      tell();
      return current;
    },
  };
}

/** What a rate of an earlier version is worth: nobody knows how its measurement went. */
function untested(rate: number): MeasuredRate['test'] {
  return { busyShare: null, isProportional: false, range: [rate, rate] };
}

/** Whether a quick measurement calls for a thorough one: it is higher, or the first to be made without load. */
function needsCare(known: MeasuredRate, found: MeasuredRate): boolean {
  const isHigher = found.rate * (1 - AGREEMENT) > known.rate;
  return isHigher || (isUnderLoad(known.test) && !isUnderLoad(found.test));
}

function isUnderLoad(test: MeasuredRate['test'] | undefined): boolean {
  return busyDoubt(test?.busyShare) !== null;
}

/** Whether what was measured under load was measured without since. */
function isQuieter(roof: Roof, before: Roof): boolean {
  const [now, then] = [testsOf(roof), testsOf(before)];
  return then.some((test, index) => isUnderLoad(test) && !isUnderLoad(now[index]));
}

/** How the measurements of each part went. */
function testsOf({ test, matrixUnits, bandwidth }: Roof): (RoofTest | undefined)[] {
  return [test, matrixUnits?.f16.test, matrixUnits?.f32?.test, matrixUnits?.i8?.test, bandwidth?.test];
}
