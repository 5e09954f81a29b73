import type { Target } from '../target.ts';
import { DIRECT_PARAMETERS, type DirectConfiguration, type StagedConfiguration } from './parameters.ts';
import { type CompleteElementwise, dimensionsOfY } from './problem.ts';
import { movesColumns } from './program.ts';
import { sizesOf } from './walk.ts';

/** The values of a direct kernel that differ from the table's. Threads along a row are no more than it has work for. */
export function tunedDirect(
  problem: CompleteElementwise,
  _target: Target,
  overrides: Partial<DirectConfiguration>,
): Partial<DirectConfiguration> {
  const along = overrides.along ?? (movesColumns(problem) ? 'Y' : 'X');
  const { width, threads, across } = { ...defaultsOf(), ...overrides };
  const columns = along === 'Y' ? sizesOf(problem)[dimensionsOfY(problem)[2]] : problem.n;
  const items = Math.ceil((problem.operation === 'rotary' ? columns / 2 : columns) / width);
  const enough = DIRECT_PARAMETERS.across.choices.find((choice) => choice >= items) ?? across;
  return { along, across: Math.min(enough, across, threads) };
}

function defaultsOf(): Pick<DirectConfiguration, 'width' | 'threads' | 'across'> {
  const { width, threads, across } = DIRECT_PARAMETERS;
  return { width: width.default, threads: threads.default, across: across.default };
}

export function tunedStaged(): Partial<StagedConfiguration> {
  return {};
}
