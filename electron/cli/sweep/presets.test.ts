import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { extentsLabel } from '../../../kernels/index.ts';
import type { SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import { SWEEP_PRESETS } from '../../ipc/presets/sweep-presets.ts';
import { plain } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';
import { readSweepOptions } from './options.ts';
import { asksForPresets, presetsText } from './preset-options.ts';
import { savedSweeps, saveSweep } from './saved-sweeps.ts';

const LAYER = {
  hint: 'one layer',
  op: 'hgemm',
  sizes: '64x32x16',
  set: { transposeB: 'true' },
  contenders: ['mps'],
};
const SAVED: SavedSweep[] = [
  { name: 'layer', preset: LAYER, problem: null },
  { name: 'later', preset: null, problem: 'saved by a newer version' },
];
const read = (...parameters: string[]) => readSweepOptions(parameters, () => SAVED);
const sizesOf = ({ problems }: ReturnType<typeof read>) => problems.map((problem) => extentsLabel(problem));

describe('a preset', () => {
  it('stands for its options, which others replace', () => {
    const all = read('--preset', 'mfa-float32');
    expect(all.problems).toHaveLength(1536);
    expect(all.method).toMatchObject({ protocol: 'mfa', minSamples: 8, maxSamples: 8, epochs: 1 });
    expect(all.contenders).toBeNull();
    expect(all.offered).toContain('gemm-simdgroup');
    const some = read(
      '--preset',
      'mfa-float32',
      '--sizes',
      '64:128:64',
      '--dtype',
      'f16',
      '--contenders',
      'mps',
    );
    expect(sizesOf(some)).toEqual(['64×64×64', '128×128×128']);
    expect(some.problems[0]).toMatchObject({ dtype: 'f16' });
    expect(some.contenders).toEqual(['mps']);
    expect(some.method.protocol).toBe('mfa');
  });

  it('lets a protocol have its number of samples, and no fewer', () => {
    expect(read('--preset', 'mfa-float16', '--samples', '9').method).toMatchObject({
      minSamples: 9,
      maxSamples: 9,
    });
    expect(() => read('--preset', 'mfa-float16', '--samples', '7')).toThrow(
      '--samples 7: expected a whole number from 8 to 100000',
    );
    expect(() => read('--quick', '--samples', '9')).toThrow('from 10 to 100000');
    expect(read('--sizes', '8', '--protocol', 'mfa').method).toMatchObject({ minSamples: 8, epochs: 1 });
    expect(read('--preset', 'mfa-float32', '--protocol', 'adaptive').method.protocol).toBe('adaptive');
    expect(() => read('--sizes', '8', '--protocol', 'x')).toThrow('--protocol x: expected adaptive, mfa');
  });

  it('sets other fields of the problems', () => {
    const { problems } = read('--preset', 'attention-backward', '--where', 'd == 64', '--set', 'heads=2');
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatchObject({ r: 1024, c: 1024, d: 64, gradient: true, heads: 2, dtype: 'f16' });
  });

  it('gives only its sizes to another operation', () => {
    const { problems, offered } = read('--preset', 'quick', '--op', 'attention');
    expect(problems[0]).toMatchObject({ op: 'attention', r: 64 });
    expect(offered).toBeNull();
  });

  it('may be a saved one', () => {
    const { problems, contenders } = read('--preset', 'layer');
    expect(problems).toEqual([{ op: 'gemm', dtype: 'f16', m: 64, n: 32, k: 16, transposeB: true }]);
    expect(contenders).toEqual(['mps']);
    // A form and its family are one operation.
    expect(read('--preset', 'layer', '--op', 'gemm').contenders).toEqual(['mps']);
  });

  it('has to exist', () => {
    const names = Object.keys(SWEEP_PRESETS).join(', ');
    expect(() => read('--preset', 'slow')).toThrow(
      new UsageError(`--preset slow: expected ${names}, layer, later`),
    );
    expect(() => read('--preset', 'toString')).toThrow(UsageError);
    expect(() => read('--preset', 'later')).toThrow('--preset later: saved by a newer version');
  });

  it('is listed when no name is given', () => {
    expect(asksForPresets(['--dry-run', '--preset'])).toBe(true);
    expect(asksForPresets(['--preset', '--dry-run'])).toBe(true);
    expect(asksForPresets(['--preset', 'quick'])).toBe(false);
    expect(asksForPresets(['--preset=quick'])).toBe(false);
    expect(presetsText(SAVED, plain)).toMatch(
      /^quick +Squares from 64.*\n(.*\n)+layer +one layer\nlater +saved by a newer version$/,
    );
  });
});

describe('--where', () => {
  it('keeps the sizes that fulfil all conditions', () => {
    const some = read('--sizes', '32:512:32', '--where', 'm % 64 == 0', '--where', 'm > 256 || n == 64');
    expect(sizesOf(some)).toEqual(['64×64×64', '320×320×320', '384×384×384', '448×448×448', '512×512×512']);
  });

  test.each([
    ['m%%64', '--where m%%64: "%" at 3: expected a number, m, n, k or "("'],
    ['m > 9', '--where m > 9: not the only size: expected a condition that some of them fulfil'],
  ])('%s is refused', (condition, message) => {
    expect(() => read('--sizes', '8', '--where', condition)).toThrow(message);
  });
});

describe('saved sweeps', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tilescope-presets-'));
    vi.stubEnv('TILESCOPE_USER_DATA', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('are kept with what a preset and options gave, and replaced by name', () => {
    expect(savedSweeps()).toEqual([]);
    const { asked, method, presetName, problems } = read(
      ...[
        '--preset',
        'layer',
        '--set',
        'batch=2',
        '--where',
        'm >= 64',
        '--epochs',
        '2',
        '--save-preset',
        'mine',
      ],
    );
    saveSweep(presetName ?? '', { ...asked, method, hint: 'mine' });
    saveSweep('other', { hint: '', op: 'gemm', sizes: '1' });
    saveSweep('other', { hint: '', op: 'gemm', sizes: '2' });
    const again = readSweepOptions(['--preset', 'mine'], savedSweeps);
    expect(again.problems).toEqual(problems);
    expect(again.contenders).toEqual(['mps']);
    expect(again.method).toEqual(method);
    expect(savedSweeps()[1]).toMatchObject({ name: 'other', preset: { sizes: '2' } });
  });

  test.each([
    ['quick', 'expected a name that no preset of Tilescope has'],
    ['a b', 'expected up to 64 letters'],
  ])('are not saved as %s', (name, message) => {
    expect(() => read('--sizes', '8', '--save-preset', name)).toThrow(message);
  });
});
