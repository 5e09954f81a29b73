import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../kernels/index.ts';
import type { ValidationReport } from '../../ipc/validation-types.ts';
import { readSweepOptions } from '../sweep/options.ts';
import { plain } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';
import { checksAllPrograms, readValidateOptions } from './options.ts';
import { reproducingCommand } from './reproduce.ts';
import { validationText } from './text.ts';

const PROBLEM: Problem = { op: 'gemm', dtype: 'f16', m: 8, n: 9, k: 10, transposeB: true, alpha: 0.5 };
const REPORT: ValidationReport = {
  device: 'metal',
  target: 'Apple9',
  programs: 1657,
  unsupported: [],
  texts: 1317,
  pipelines: 1364,
  failures: [],
  wallMs: 1234,
};

describe('check', () => {
  it.each(['', '--all', '--device metal', '--op gemm --json out.json', '--device=cpu', '--all file.metal'])(
    'compiles every program with "%s"',
    (text) => expect(checksAllPrograms(text.split(' ').filter(Boolean))).toBe(true),
  );

  it.each(['file.metal', 'file.metal --json out.json', '--template file.metal', '--kernel k'])(
    'checks a file with "%s"',
    (text) => expect(checksAllPrograms(text.split(' '))).toBe(false),
  );

  it('reads its options and rejects others', () => {
    expect(readValidateOptions(['--all', '--op', 'gemm'])).toEqual({
      device: null,
      op: 'gemm',
      jsonPath: null,
    });
    expect(() => readValidateOptions(['--op', 'fft'])).toThrow(/--op fft: expected gemm, qgemm/);
    expect(() => readValidateOptions(['--all', 'file.metal'])).toThrow(UsageError);
  });
});

describe('validationText', () => {
  it('shows the command line that reproduces a failure', () => {
    const line = reproducingCommand(PROBLEM, 'gemm-simdgroup@blockM=32', 'metal');
    expect(line).toBe(
      'tilescope sweep --op gemm --dtype f16 --sizes 8x9x10 --set transposeB=true,alpha=0.5 ' +
        '--contenders gemm-simdgroup@blockM=32 --device metal',
    );
    const read = readSweepOptions(line.split(' ').slice(2));
    expect(read.problems).toEqual([PROBLEM]);
    expect(read).toMatchObject({ contenders: ['gemm-simdgroup@blockM=32'], device: 'metal' });
  });

  it('shows the code and message of each failure, and the totals', () => {
    const failure = { code: 'COMPILE_FAILED', message: 'does not compile', detail: '3:7: error: no' };
    const failed = { failure, kernel: 'gemm', contender: 'gemm-tiled', problem: PROBLEM, programs: 3 };
    const text = validationText({ ...REPORT, failures: [failed] }, plain);
    expect(text).toContain('kernel gemm and 2 other programs');
    expect(text).toContain('COMPILE_FAILED: does not compile\n    3:7: error: no\n  tilescope sweep');
    expect(text).toMatch(
      /1,657 programs \(1,317 sources, 1,364 pipelines\) for Apple9 on metal · 1\.23\ss · 1 pipeline failed$/,
    );
    expect(validationText(REPORT, plain)).toMatch(/^1,657 programs .*all compile within the limits$/);
  });
});

it('counts what the device cannot run, by reason, which is no failure', () => {
  const unsupported = [{ reason: 'needs bfloat', programs: 21 }];
  const text = validationText({ ...REPORT, unsupported }, plain);
  expect(text).toMatch(/^– 21 programs unsupported: needs bfloat\n\n1,657 programs .*within the limits$/);
});

describe('the method', () => {
  it('reads caches, storage and encoding', () => {
    const read = readSweepOptions('--sizes 64 --cold --storage private --encoding indirect'.split(' '));
    expect(read.method).toMatchObject({ cache: 'cold', storage: 'private', encoding: 'indirect' });
    expect(readSweepOptions(['--sizes', '64']).method).toMatchObject({ cache: 'hot', storage: 'shared' });
    expect(() => readSweepOptions('--sizes 64 --storage managed'.split(' '))).toThrow(
      '--storage managed: expected shared, private',
    );
  });
});
