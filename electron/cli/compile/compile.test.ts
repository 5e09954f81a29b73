import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../kernels/index.ts';
import type { CompiledText, CompileReport } from '../../ipc/compile-types.ts';
import { readSweepOptions } from '../sweep/options.ts';
import { plain } from '../terminal/paint.ts';
import { UsageError } from '../usage-error.ts';
import { readCompileOptions } from './options.ts';
import { compileText } from './text.ts';

const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 64, n: 65, k: 66 };
const TEXT: CompiledText = {
  contender: 'gemm-tiled',
  problem: PROBLEM,
  programs: 1,
  pipelines: 2,
  lines: 1200,
  bytes: 2048,
  libraryMs: [30, 10, 20],
  pipelineMs: [4],
  storedMs: [1.5],
};
const REPORT: CompileReport = {
  device: 'metal',
  target: 'Apple9',
  programs: 14,
  unsupported: [],
  failures: [],
  texts: [TEXT, { ...TEXT, contender: 'gemm-simdgroup@blockM=32', programs: 13, pipelineMs: [400] }],
  parallel: [
    { threads: 1, wallMs: [900, 600, 800] },
    { threads: 2, wallMs: [400] },
    { threads: 3, wallMs: [320] },
  ],
};

describe('the options of compile', () => {
  it('are those of a sweep for its cells', () => {
    const cells = '--op attention --sizes 64x64x32 --set mask=causal --vary blockR=16,32 --device metal';
    const { op, problems, device, contenders, offered, kernels, variation, asked } = readSweepOptions(
      cells.split(' '),
    );
    expect(readCompileOptions(cells.split(' '))).toEqual({
      ...{ op, problems, device, contenders, offered, kernels, variation, asked },
      jsonPath: null,
      maxPhaseMs: 20_000,
      usesAdopted: true,
    });
    expect(readCompileOptions(['--no-adopted', '--quick', '--json', '-', '--time-limit', '2'])).toMatchObject(
      {
        jsonPath: '-',
        maxPhaseMs: 2000,
        usesAdopted: false,
      },
    );
  });

  it.each([
    '--samples 20',
    '--report out.html',
    '--sizes 8 --time-limit 0',
    '--sizes 0',
    '--op fft --sizes 64',
    '',
  ])('refuse "%s"', (text) =>
    expect(() => readCompileOptions(text.split(' ').filter(Boolean))).toThrow(UsageError),
  );
});

describe('the text of compile times', () => {
  const text = compileText(REPORT, plain).replaceAll('\u00a0', ' ');

  it('has a row for each text, the slowest first, with medians and ranges', () => {
    const rows = text.split('\n').filter((line) => line.includes('64×65×66'));
    expect(rows[0]).toMatch(/Block M 32 .*64×65×66 and 12 more/);
    expect(rows[1]).toMatch(/64×65×66 +2 +1,200 +2 KiB +20\.0 \(10\.0–30\.0\) +4\.00 +1\.50$/);
  });

  it('ends with the counts and with the times of all texts', () => {
    expect(text.split('\n').slice(-2)).toEqual([
      '14 programs (2 texts, 4 pipelines) for Apple9 on metal',
      'one by one 800 ms · in parallel ×2: 400 ms (2.00×), ×3: 320 ms (2.50×) · stored 3.00 ms',
    ]);
  });

  it('says what does not compile, and what cannot be generated', () => {
    const failure = { code: 'COMPILE_FAILED', message: 'does not compile' };
    const failed = { failure, kernel: 'sgemm', contender: 'gemm-tiled', problem: PROBLEM, programs: 1 };
    const unsupported = [{ reason: 'needs bfloat', programs: 21 }];
    const nothing = compileText({ ...REPORT, failures: [failed], unsupported, texts: [] }, plain);
    expect(nothing).toContain('COMPILE_FAILED: does not compile\n  tilescope sweep');
    expect(nothing).toContain('– 21 programs unsupported: needs bfloat');
    expect(nothing).toMatch(/14 programs \(0 texts, 0 pipelines\) for Apple9 on metal$/);
  });
});
