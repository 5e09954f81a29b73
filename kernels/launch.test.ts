import { expect, it } from 'vitest';
import { FAMILIES } from './families.ts';
import { describeConfiguration, generate } from './generate.ts';
import { launchOf, leastCommands } from './launch.ts';

const PROBLEM = { op: 'gemm', m: 8, n: 8, k: 8, dtype: 'f32' } as const;
const issues = (launch: string, target: 'cpu' | 'Apple9') => {
  const made = generate(`gemm-tiled@${launch}`, PROBLEM, {}, target);
  return 'issues' in made ? made.issues : [];
};

it('is a choice of every generated contender, and changes no text', () => {
  for (const { contenders } of FAMILIES) {
    for (const { parameters } of contenders) expect(parameters).toHaveProperty('commandsPerEncoder');
  }
  const [plain, launched] = ['gemm-tiled', 'gemm-tiled@commandsPerEncoder=4'].map((name) =>
    generate(name, PROBLEM, {}, 'Apple9'),
  );
  if (!plain || !launched || 'issues' in plain || 'issues' in launched) return expect.unreachable();
  expect(launched.program.passes).toEqual(plain.program.passes);
  expect(launchOf(launched.configuration)).toEqual({ commandsPerEncoder: 4, commandsPerBuffer: Infinity });
  expect(leastCommands(launched.configuration)).toBe(4);
  expect(leastCommands(plain.configuration)).toBe(1);
  const added = describeConfiguration('gemm-tiled', launched.configuration);
  expect(added).toEqual([
    ...describeConfiguration('gemm-tiled', plain.configuration),
    ['Commands per encoder', 4],
  ]);
});

it('is refused where it has no meaning', () => {
  expect(issues('commandsPerEncoder=4', 'cpu')).toEqual([
    { parameter: 'commandsPerEncoder', value: 4, expected: 'all on the CPU, which has no encoders' },
  ]);
  expect(issues('commandsPerEncoder=4,commandsPerBuffer=2', 'Apple9')).toEqual([
    { parameter: 'commandsPerEncoder', value: 4, expected: 'at most 2, the commands per command buffer' },
  ]);
  expect(issues('commandsPerEncoder=2,commandsPerBuffer=2', 'Apple9')).toEqual([]);
  expect(issues('commandsPerBuffer=1', 'Apple9')).toEqual([]);
});
