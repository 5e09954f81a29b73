/**
 * No command buffer is predicted to hold the GPU for longer (DESIGN.md §5). macOS has stopped command buffers of a few
 * seconds while a display was on (ml-explore/mlx issues 3267 and 3302).
 */
const LONGEST_NS = 0.5e9;
/** What a poor kernel reaches on a small GPU: an assumption, which only decides how a first run is split. */
const UNTRIED_GFLOPS = 50;
/** What native/ accepts. */
const MOST_PASSES = 2 ** 31 - 1;

/** The predicted duration of a dispatch of so many FLOPs that has not run yet, in nanoseconds. */
export function untriedNs(flops: number): number {
  return flops / UNTRIED_GFLOPS;
}

/**
 * How many passes to put into one command buffer, for a program of `passes` passes that takes `dispatchNs`: whole
 * dispatches if one fits, else as many passes as fit if all take equally long, and at least one.
 */
export function passesPerCommandBuffer(passes: number, dispatchNs: number): number {
  const fit = Math.min(MOST_PASSES, Math.floor((passes * LONGEST_NS) / dispatchNs));
  return Math.max(1, fit >= passes ? fit - (fit % passes) : fit);
}
