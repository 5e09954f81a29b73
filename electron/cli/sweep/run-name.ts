import { extentsLabel, optionsLabel, type Problem, titleOf } from '../../../kernels/index.ts';

/** The name of a sweep's run: "SGEMM, 13 sizes, 64×64×64 to 512×512×512, A transposed" */
export function runName(problems: readonly Problem[]): string {
  const [first, last] = [problems[0], problems.at(-1)];
  if (!first || !last) return 'Empty sweep';
  const range = `${problems.length} sizes, ${extentsLabel(first)} to ${extentsLabel(last)}`;
  const sizes = problems.length === 1 ? extentsLabel(first) : range;
  return [titleOf(problems), sizes, optionsLabel(first)].filter(Boolean).join(', ');
}
