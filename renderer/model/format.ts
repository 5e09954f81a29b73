// How figures are written, everywhere: three significant digits, a space before the unit.

/** Between a figure and its unit, so that a line never breaks there. */
const GAP = '\u00a0';

const DURATIONS = [
  { belowNs: 1e3, unit: 'ns', scale: 1 },
  { belowNs: 1e6, unit: 'µs', scale: 1e3 },
  { belowNs: 1e9, unit: 'ms', scale: 1e6 },
  { belowNs: Number.POSITIVE_INFINITY, unit: 's', scale: 1e9 },
] as const;

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const DECIMAL = ['', 'k', 'M', 'G', 'T'] as const;

/** Three significant digits without an exponent; whole from 100 up, with thousands separated: 0.123, 41.2, 1,234. */
export function formatFigure(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const magnitude = Math.floor(Math.log10(Math.abs(rounded)));
  const decimals = Math.min(Math.max(digits - 1 - magnitude, 0), 6);
  // Rounding twice could differ from rounding once; a whole part keeps its digits.
  return (decimals > 0 ? rounded : value).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** A duration in the unit that keeps it between 1 and 1000. */
export function formatDuration(ns: number): string {
  const rounded = Number(ns.toPrecision(3));
  const { unit, scale } = DURATIONS.find(({ belowNs }) => rounded < belowNs) ?? DURATIONS[3];
  return `${formatFigure(ns / scale)}${GAP}${unit}`;
}

/** 0.4567 → "45.7%". */
export function formatPercent(fraction: number, decimals = 1): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(decimals)}%` : '–';
}

/** Giga-FLOP per second, unit included. */
export function formatGflops(gflops: number): string {
  return `${formatFigure(gflops)}${GAP}GFLOPS`;
}

/** Bytes in binary units. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BINARY, '');
}

/** Work, not rate: "268 MFLOP". */
export function formatFlops(flops: number): string {
  return scaled(flops, 1000, DECIMAL, 'FLOP');
}

/** How many, in short: "136 M". */
export function formatCount(count: number): string {
  return scaled(count, 1000, DECIMAL, '').trimEnd();
}

function scaled(value: number, base: number, units: readonly string[], suffix: string): string {
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(base)), units.length - 1);
  const figure = step === 0 ? value.toLocaleString('en-US') : formatFigure(value / base ** step);
  return `${figure}${GAP}${units[step]}${suffix}`;
}

/** A ratio to something that is 1: "0.43×". */
export function formatRatio(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2)}×`;
}

/** A relative error: "3.1×10⁻⁷", or "0" when the result is exact. Number.MAX_VALUE stands for NaN or infinity. */
export function formatError(error: number): string {
  if (error === 0) return '0';
  if (!(error < Number.MAX_VALUE)) return 'not finite';
  const [mantissa, exponent] = error.toExponential(1).split('e');
  return `${mantissa}×10${superscript(Number(exponent))}`;
}

function superscript(value: number): string {
  return [...String(value)].map((char) => (char === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(char)])).join('');
}

/** Time left, coarse on purpose: "under 1 s", "12 s", "2 min 05 s". */
export function formatRemaining(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return `under 1${GAP}s`;
  if (seconds < 60) return `${seconds}${GAP}s`;
  return `${Math.floor(seconds / 60)}${GAP}min ${String(seconds % 60).padStart(2, '0')}${GAP}s`;
}

/** "21 Nov, 14:03" in the reader's time zone. */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '–';
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}
