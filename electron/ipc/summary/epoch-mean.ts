import type { Epochs, Estimate } from './bootstrap.ts';
import { median } from './statistics.ts';

/**
 * The mean over epochs of their medians, with its error by Student's t; null of fewer than two epochs, which say nothing
 * about how epochs vary. A disturbed round does not move a median, and of few epochs the mean is what Student's t holds
 * for. The medians vary by their rounds, too: a bootstrap that also draws rounds would count those twice.
 */
export function epochMean(epochs: Epochs): Estimate | null {
  const degrees = epochs.length - 1;
  if (degrees < 1) return null;
  const medians = epochs.map(median);
  const value = medians.reduce((sum, one) => sum + one, 0) / medians.length;
  const variance = medians.reduce((sum, one) => sum + (one - value) ** 2, 0) / degrees;
  return { value, error: Math.sqrt(variance / medians.length), degrees };
}
