import { describe, expect, it, test } from 'vitest';
import { describeIssue, extentsLabel, type Problem, parseSizes, problemsWhere } from './index.ts';
import { MAX_SIZES } from './sizes.ts';

const labels = (text: string, op?: Problem['op'], given?: Record<string, number>) => {
  const read = parseSizes(text, op, given);
  if ('issues' in read) return read.issues.map(describeIssue);
  return read.sizes.map((size) => Object.values(size).join('x'));
};

describe('extents by name', () => {
  test.each([
    ['m=64:128:64,n=4m,k=m', ['64x256x64', '128x512x128']],
    ['K = m, N = 2M+1, M = 8', ['8x17x8']],
    ['m=2:8:pow2,n=k/2,k=4*m', ['2x4x8', '4x8x16', '8x16x32']],
    ['m=1,2,4,n=96,k=64', ['1x96x64', '2x96x64', '4x96x64']],
    ['m=1,2,n=4,m,k=3', ['1x4x3', '1x1x3', '2x4x3', '2x2x3']],
    ['7, 8:9, m=1,n=2,k=3; 5; m=4,n=m,k=m', ['7x7x7', '8x8x8', '9x9x9', '1x2x3', '5x5x5', '4x4x4']],
  ])('%s', (text, expected) => expect(labels(text)).toEqual(expected));

  it('may leave out what is given or has a default', () => {
    expect(labels('c=512,r=1,c', 'attention', { d: 80 })).toEqual(['1x512x80', '512x512x80']);
    expect(labels('r=c/d,c=640', 'attention', { d: 80 })).toEqual(['8x640x80']);
    expect(labels('m=3,k=32,n=m', 'qgemm')).toEqual(['3x3x32']);
  });

  it('may be words', () => {
    const size = 'channels=32,filters=2channels,height=14,width=height,batch=1,window=3';
    expect(labels(size, 'convolution')).toEqual(['1x14x14x32x64x3']);
  });

  test.each([
    ['m=64,n=4m', ['k is missing: expected a value, such as k=64']],
    ['m=64,q=1,n=1,k=1', ['extent = q: expected m, n, k']],
    ['m=1,n=1,k=1,m=2', ['extent = m=2: expected m once; a semicolon ends sizes with named extents']],
    ['m=1:3,n=m/2,k=1', ['n = m/2 = 0.5: expected a whole number from 1 to 16384']],
    ['m=64,n=300m,k=1', ['n = 300m = 19200: expected a whole number from 1 to 16384']],
    ['m=0,n=1,k=1', ['m = 0: expected a whole number from 1 to 16384']],
    [
      'm=n,n=k,k=1,m',
      [expect.stringContaining('m = n: expected an expression of extents that do not follow')],
    ],
    ['m=m,n=1,k=1', ['m = m, with "m" at 1: expected a number, n, k or "(", or a range (64:512:64)']],
    ['m=,n=1,k=1', ['m = , with the end at 1: expected a number, n, k or "(", or a range (64:512:64)']],
    ['m=4n>2,n=1,k=1', [expect.stringContaining('expected a number, not a condition')]],
    ['m=1:100,n=1:100,k=1', [`sizes = 10000 sizes: expected at most ${MAX_SIZES} sizes`]],
  ])('%s is wrong', (text, expected) => expect(labels(text)).toEqual(expect.arrayContaining(expected)));

  it('has to agree with what is given', () => {
    expect(labels('r=1,c=1,d=64', 'attention', { d: 80 })).toEqual(['d = 80: expected 64, as in the sizes']);
  });
});

describe('a condition', () => {
  const problems = [63, 64, 65, 128].map((m): Problem => ({ op: 'gemm', dtype: 'f32', m, n: 64, k: 64 }));
  const where = (condition: string) => {
    const found = problemsWhere(problems, condition);
    return 'issue' in found ? found.issue : found.problems.map((problem) => extentsLabel(problem));
  };

  it('keeps the problems that fulfil it, in their order', () => {
    expect(where('m%64==0')).toEqual(['64×64×64', '128×64×64']);
    expect(where('M > n || m == 63')).toEqual(['63×64×64', '65×64×64', '128×64×64']);
  });

  it('is refused with its place, or when nothing is left', () => {
    expect(where('m%%64')).toEqual({
      parameter: 'm%%64',
      value: '"%" at 3',
      expected: 'a number, m, n, k or "("',
    });
    expect(where('m > 1000')).toMatchObject({ value: 'none of 4 sizes' });
  });

  it('knows extents at their defaults', () => {
    const attention: Problem = { op: 'attention', dtype: 'f32', r: 1, c: 8, d: 64 };
    expect(problemsWhere([attention], 'd == 64 && c > r')).toEqual({ problems: [attention] });
  });
});
