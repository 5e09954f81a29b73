/** Round steps, times a power of ten. */
const NICE_STEPS = [1, 2, 2.5, 5, 10] as const;

/** About `count` ticks at round values, from 0 to at least `max`. */
export function linearTicks(max: number, count = 5): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (NICE_STEPS.find((nice) => nice * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Ticks at round values within [min, max]. */
export function innerTicks(min: number, max: number, count = 8): number[] {
  return linearTicks(max, count).filter((tick) => tick >= min && tick <= max);
}

/** Powers of two within [min, max], thinned out if there are too many; the ends if there are none. */
export function log2Ticks(min: number, max: number, maxCount = 10): number[] {
  const first = Math.ceil(Math.log2(min) - 1e-9);
  const last = Math.floor(Math.log2(max) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / maxCount));
  const ticks: number[] = [];
  for (let exponent = first; exponent <= last; exponent += stride) ticks.push(2 ** exponent);
  return ticks.length > 0 ? ticks : [...new Set([min, max])];
}
