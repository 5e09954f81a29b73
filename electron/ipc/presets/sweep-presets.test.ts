import { describe, expect, it, test } from 'vitest';
import {
  contendersOf,
  FAMILIES,
  makeProblems,
  type Problem,
  parseSizes,
  readFields,
} from '../../../kernels/index.ts';
import { COMMON_METHOD, defaultMethod } from '../method.ts';
import { sweepRequestSchema } from '../request-schemas.ts';
import { SWEEP_PRESETS, type SweepPreset } from './sweep-presets.ts';

function problemsOf({ op, dtype = '', set, sizes }: SweepPreset): Problem[] {
  const family = FAMILIES.find((known) => known.op === op);
  const read = family && readFields(family, { dtype, ...set });
  const parsed = parseSizes(sizes, op as Problem['op']);
  if (!family || !read || 'issues' in read || 'issues' in parsed)
    throw new Error(JSON.stringify({ read, parsed }));
  const made = makeProblems(family, read.values, parsed.sizes);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  return made.problems;
}

describe('presets', () => {
  test.each(Object.entries(SWEEP_PRESETS))('%s is a sweep', (_, preset) => {
    const { op, offered = contendersOf(op as Problem['op']).map(({ id }) => id), method } = preset;
    const request = {
      device: 'cpu',
      problems: problemsOf(preset),
      contenders: offered,
      method: { ...defaultMethod('cpu'), ...method },
    };
    expect(sweepRequestSchema.safeParse(request).error).toBeUndefined();
    const known = contendersOf(op as Problem['op']).map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining([...offered]));
    expect(preset.hint).not.toBe('');
  });

  it('have as many sizes as were published', () => {
    const count = (name: string) => problemsOf(SWEEP_PRESETS[name] as SweepPreset).length;
    expect(['mfa-float32', 'mfa-float32-even', 'mfa-float16', 'mfa-float16-even'].map(count)).toEqual([
      1536, 768, 2048, 1024,
    ]);
    expect(count('decode')).toBe(64 * 5);
    expect(count('attention')).toBe(9);
  });

  it('differ in gradients and nothing else for attention', () => {
    const { attention, 'attention-backward': backward } = SWEEP_PRESETS;
    const withGradient = problemsOf(attention as SweepPreset).map((problem) => ({
      ...problem,
      gradient: true,
    }));
    expect(problemsOf(backward as SweepPreset)).toEqual(withGradient);
  });

  it('take 8 samples in one epoch by the published protocol', () => {
    const method = { ...COMMON_METHOD, ...SWEEP_PRESETS['mfa-float16']?.method };
    expect(method).toMatchObject({ protocol: 'mfa', minSamples: 8, maxSamples: 8, epochs: 1 });
  });
});
