import type { Issue } from '../../issue.ts';
import type { GemmKernel } from '../kernel.ts';
import { FIXED } from '../parameters.ts';
import { TENSOR_STEP } from './tuned.ts';

/** Parameters that make no difference without the staging of blocks, and their only value then. */
const OF_STAGING = { padding: FIXED.padding, buffers: FIXED.buffers } as const;

/** What is wrong with the configuration of a kernel with tensor operations, but for its bounds. */
export function checkTensor({ config, a, b }: GemmKernel): Issue[] {
  const { load, blockK, relaxed, schedule } = config;
  const issues: Issue[] = [];
  for (const [parameter, only] of Object.entries(OF_STAGING)) {
    const value = config[parameter as keyof typeof OF_STAGING];
    if (load !== 'staged' && value !== only) {
      issues.push({ parameter, value, expected: `${only} for ${load} loads, which stage nothing` });
    }
  }
  if (load === 'whole' && schedule === 'tiles' && blockK !== TENSOR_STEP) {
    const expected = `${TENSOR_STEP} for whole loads, whose operation goes through all of K by itself`;
    issues.push({ parameter: 'blockK', value: blockK, expected });
  }
  if (relaxed && a.type !== 'float' && b.type !== 'float') {
    const expected = `false for operands of ${a.type} and ${b.type} (only single precision is relaxed)`;
    issues.push({ parameter: 'relaxed', value: relaxed, expected });
  }
  return issues;
}
