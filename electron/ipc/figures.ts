// How figures are written, in the terminal and in the window: three significant digits, a space before the unit.

/** Keeps a figure and its unit on one line. */
const GAP = '\u00a0';
const NOT_A_FIGURE = '–';

const DURATIONS = [
  { belowNs: 1e3, unit: 'ns', scale: 1 },
  { belowNs: 1e6, unit: 'µs', scale: 1e3 },
  { belowNs: 1e9, unit: 'ms', scale: 1e6 },
  { belowNs: Number.POSITIVE_INFINITY, unit: 's', scale: 1e9 },
] as const;

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const DECIMAL = ['', 'k', 'M', 'G', 'T'] as const;

/** Three significant digits without an exponent; from 100 up, a whole number with separators: 0.123, 41.2, 1,340. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return NOT_A_FIGURE;
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(3));
  const magnitude = Math.floor(Math.log10(Math.abs(rounded)));
  const decimals = Math.min(Math.max(2 - magnitude, 0), 6);
  // Whole numbers keep all their digits.
  return formatOf(decimals).format(decimals > 0 ? rounded : value);
}

/** By their decimals. Kept, because making one takes far longer than writing a number with it. */
const FORMATS = new Map<number, Intl.NumberFormat>();

function formatOf(decimals: number): Intl.NumberFormat {
  const known = FORMATS.get(decimals);
  if (known) return known;
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  FORMATS.set(decimals, format);
  return format;
}

/** A duration in the unit that keeps it between 1 and 1000: "65.2 µs". */
export function formatDuration(ns: number): string {
  const rounded = Number(ns.toPrecision(3));
  const { unit, scale } = DURATIONS.find(({ belowNs }) => rounded < belowNs) ?? DURATIONS[3];
  return `${formatFigure(ns / scale)}${GAP}${unit}`;
}

/**
 * How durations are written beside each other, as at an axis: in the unit of the greatest, with as many decimals as they
 * need to be told apart.
 */
export function durationFormat(all: readonly number[]): (ns: number) => string {
  const greatest = Math.max(0, ...all);
  const { unit, scale } = DURATIONS.find(({ belowNs }) => greatest < belowNs) ?? DURATIONS[3];
  const isExact = (decimals: number) =>
    all.every(
      (ns) => Math.abs(ns / scale - Number((ns / scale).toFixed(decimals))) < 1e-9 * (greatest / scale),
    );
  const decimals = [0, 1, 2, 3, 4, 5].find(isExact) ?? 6;
  return (ns) => `${formatOf(decimals).format(ns / scale)}${GAP}${unit}`;
}

/** A time that people wait for, in whole seconds or minutes: "under 1 s", "12 s", "2 min 05 s", "26 h 05 min". */
export function formatElapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return `under 1${GAP}s`;
  if (seconds < 60) return `${seconds}${GAP}s`;
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${GAP}min ${twoDigits(seconds % 60)}${GAP}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}${GAP}h ${twoDigits(minutes % 60)}${GAP}min`;
}

/** A share, 0…1: "43.2%". */
export function formatPercent(share: number, decimals = 1): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(decimals)}%` : NOT_A_FIGURE;
}

/** A rate with its unit: "1,340 GFLOPS". */
export function formatGflops(gflops: number): string {
  return `${formatFigure(gflops)}${GAP}GFLOPS`;
}

/** A size in binary units: "32 KiB", "1.46 MiB". */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BINARY);
}

/** An amount of work: "268 MFLOP". */
export function formatFlops(flops: number): string {
  return `${scaled(flops, 1000, DECIMAL)}FLOP`;
}

/** A large count in short: "136 M". */
export function formatCount(count: number): string {
  return scaled(count, 1000, DECIMAL).trimEnd();
}

/** A count with its noun: "1 kernel", "12,345 accesses". */
export function formatItems(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(base)), units.length - 1);
  const amount = value / base ** power;
  const isExact = power === 0 || (units === BINARY && Number.isInteger(amount));
  return `${isExact ? amount.toLocaleString('en-US') : formatFigure(amount)}${GAP}${units[power]}`;
}

/** A ratio to a reference of 1: "0.43×". */
export function formatRatio(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}×`;
}

/** A relative error: "3.1×10⁻⁷", or "0" if the result is exact. Number.MAX_VALUE stands for NaN or infinity. */
export function formatError(error: number): string {
  if (error === 0) return '0';
  if (!(error < Number.MAX_VALUE)) return 'not finite';
  const [mantissa, exponent] = error.toExponential(1).split('e');
  return `${mantissa}×10${superscript(Number(exponent))}`;
}

function superscript(value: number): string {
  return [...String(value)].map((char) => (char === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(char)])).join('');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

/** A day in the reader's time zone: "21 Nov 2026" */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NOT_A_FIGURE;
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** A time of day in the reader's time zone: "14:03" */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NOT_A_FIGURE;
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A day in the reader's time zone: "21 Nov"; "21 Nov 2024" of another year. */
export function formatDay(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return NOT_A_FIGURE;
  const year = date.getFullYear();
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  return year === new Date().getFullYear() ? day : `${day} ${year}`;
}

/** A moment in the reader's time zone: "21 Nov, 14:03"; "21 Nov 2024, 14:03" of another year. By hand, since a browser takes 50 ms to load its calendars. */
export function formatMoment(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? NOT_A_FIGURE : `${formatDay(iso)}, ${formatTime(iso)}`;
}
