import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Configuration } from '../parameter.ts';
import { configure } from '../parameter.ts';
import type { Target } from '../target.ts';
import { ATTENTION } from './family.ts';
import type { AttentionProblem } from './problem.ts';

// After a change that is meant: UPDATE_GOLDEN=1 vitest run kernels, and say in the commit why the text changed.
const update = process.env.UPDATE_GOLDEN === '1';

interface Golden {
  file: string;
  contender: string;
  target: Target;
  problem: Partial<AttentionProblem>;
}

const GOLDEN: Golden[] = [
  { file: 'flash2-cpu', contender: 'attention-flash2', target: 'cpu', problem: {} },
  { file: 'flash2-apple', contender: 'attention-flash2', target: 'Apple7', problem: { mask: 'causal' } },
  {
    file: 'flash2-block-sparse',
    contender: 'attention-flash2',
    target: 'cpu',
    problem: { dtype: 'f16', mask: 'block-sparse' },
  },
  {
    file: 'flash1',
    contender: 'attention-flash1',
    target: 'Apple7',
    problem: { dtype: 'bf16', mask: 'window', window: 100 },
  },
  {
    file: 'unfused',
    contender: 'attention-unfused',
    target: 'cpu',
    problem: { mask: 'additive', transposeV: true },
  },
];

function sourceOf({ contender, target, problem }: Golden, sizes: Partial<AttentionProblem> = {}): string {
  const of: AttentionProblem = { op: 'attention', dtype: 'f32', r: 128, c: 128, d: 64, ...problem, ...sizes };
  const way = ATTENTION.contenders.find(({ id }) => id === contender);
  if (!way) throw new Error(contender);
  const configured = configure(way.parameters, way.tuned(of, target, {}) as Configuration, {});
  if ('issues' in configured) throw new Error(JSON.stringify(configured.issues));
  expect(way.check(of, configured.configuration)).toEqual([]);
  const sources = way.program(of, configured.configuration).passes.map(({ kernel }) => kernel.source);
  return sources.join('\n');
}

test.each(GOLDEN)('$file is the text in golden/', (golden) => {
  const file = new URL(`golden/${golden.file}.metal`, import.meta.url);
  const source = sourceOf(golden);
  if (update) writeFileSync(file, source);
  expect(source).toBe(readFileSync(file, 'utf8'));
});

test.each(GOLDEN)(
  '$file has one text for all lengths, batches and heads, so that it is compiled once',
  (golden) => {
    expect(sourceOf(golden, { r: 555, c: 77, batch: 3, heads: 4, kvHeads: 2, scale: 0.5 })).toBe(
      sourceOf(golden),
    );
  },
);

test.each(GOLDEN)('$file is fit to read, and only public MSL', (golden) => {
  const source = sourceOf(golden);
  expect(source.split('\n').filter((line) => line.length > 110 || /\s$|\t/.test(line))).toEqual([]);
  expect(source).not.toMatch(/__asm|undefined|NaN/);
  expect(source.endsWith('}\n')).toBe(true);
});
