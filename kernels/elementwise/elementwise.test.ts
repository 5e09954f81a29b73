import { describe, expect, test } from 'vitest';
import { generate } from '../generate.ts';
import type { Configuration } from '../parameter.ts';
import type { ElementwiseProblem } from './problem.ts';

function problemOf(fields: Partial<ElementwiseProblem> = {}): ElementwiseProblem {
  return { op: 'elementwise', dtype: 'f32', operation: 'transpose', m: 100, n: 100, ...fields };
}

describe('configurations that are refused', () => {
  const refused: [string, Partial<ElementwiseProblem>, Configuration][] = [
    ['along', { operation: 'copy' }, { along: 'Y' }],
    ['along', { operation: 'copy' }, { along: 'both', width: 4, height: 4 }],
    ['height', {}, { along: 'X', height: 4 }],
    ['height', {}, { along: 'both', width: 4, height: 1 }],
    ['width', {}, { along: 'both', width: 2, height: 4 }],
    ['across', {}, { across: 128, threads: 64 }],
  ];
  test.each(refused)('by %s: %j %j', (parameter, fields, overrides) => {
    const result = generate('elementwise-direct', problemOf(fields), overrides);
    expect('issues' in result && result.issues.map((issue) => issue.parameter)).toEqual([parameter]);
  });
});

describe('transposes on the CPU device', () => {
  const chosen = (fields: Partial<ElementwiseProblem>, overrides: Configuration = {}) => {
    const result = generate('elementwise-direct', problemOf(fields), overrides);
    if ('issues' in result) throw new Error(JSON.stringify(result.issues));
    return result.configuration;
  };

  test('are by squares, unless the width is no multiple of a square', () => {
    expect(chosen({})).toMatchObject({ along: 'both', width: 4, height: 64 });
    expect(chosen({}, { width: 2 })).toMatchObject({ along: 'X', width: 2, height: 1 });
    expect(chosen({ permutation: 'mbn', batch: 2 })).toMatchObject({ along: 'X', height: 1 });
  });

  test('take fewer rows if these are whole pages apart', () => {
    expect(chosen({ n: 1024 })).toMatchObject({ height: 16 });
    expect(chosen({ n: 1024, dtype: 'f16' })).toMatchObject({ height: 64 });
    expect(chosen({ n: 1000, ldx: 2048 })).toMatchObject({ height: 16 });
    expect(chosen({ m: 2, n: 512, batch: 8, permutation: 'nmb' })).toMatchObject({ height: 16 });
  });
});
