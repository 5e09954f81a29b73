// The generated text of representative programs is kept in <family>/golden/. After an intended change:
// UPDATE_GOLDEN=1 vitest run kernels, and explain in the commit why the text changed.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GOLDEN, type GoldenCase, OTHER_SIZES } from './golden-cases.ts';
import { FAMILIES, generate, type Problem, type ProblemBase, type Program } from './index.ts';

const update = process.env.UPDATE_GOLDEN === '1';

function programOf({ contender, problem, overrides, target }: GoldenCase): Program {
  const generated = generate(contender, problem as ProblemBase as Problem, overrides, target);
  if ('issues' in generated) throw new Error(JSON.stringify(generated.issues));
  return generated.program;
}

function textOf(golden: GoldenCase): string {
  return programOf(golden)
    .passes.map(({ kernel }) => kernel.source)
    .join('\n');
}

describe.each(Object.entries(GOLDEN))('%s', (name, golden) => {
  const text = textOf(golden);

  test('is the text in golden/', () => {
    const file = new URL(`${golden.problem.op}/golden/${name}.metal`, import.meta.url);
    if (update) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });

  test('one text serves all sizes, so that it is compiled only once', () => {
    const problem = { ...golden.problem, ...OTHER_SIZES[golden.problem.op] };
    expect(textOf({ ...golden, problem })).toBe(text);
  });

  test('is readable, and only public MSL', () => {
    expect(text.split('\n').filter((line) => line.length > 110 || /\s$|\t/.test(line))).toEqual([]);
    expect(text).not.toMatch(/__asm|__metal|undefined|NaN|\[object/);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('has the functions, threads and memory of its passes', () => {
    for (const { kernel, threadsPerThreadgroup, threadgroupBytes } of programOf(golden).passes) {
      const [threads] = threadsPerThreadgroup;
      expect(kernel.source).toContain(`kernel void ${kernel.functionName}(`);
      expect(kernel.source).toContain(`[[max_total_threads_per_threadgroup(${threads})]]`);
      expect(threadgroupBytes).toBeLessThanOrEqual(32 * 1024);
    }
  });
});

test('every contender has a golden file', () => {
  const kept = new Set(Object.values(GOLDEN).map(({ contender }) => contender));
  const all = FAMILIES.flatMap(({ contenders }) => contenders.map(({ id }) => id));
  expect(all.filter((id) => !kept.has(id))).toEqual([]);
});
