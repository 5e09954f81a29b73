import { describe, expect, it } from 'vitest';
import { extentsLabel } from '../../../kernels/index.ts';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import { UsageError } from '../usage-error.ts';
import { chooseCells } from './cell-options.ts';
import { applyVariation } from './contender-options.ts';
import { readSweepOptions } from './options.ts';

const read = (text: string) => readSweepOptions(text.split(' '));

describe('readSweepOptions', () => {
  it('reads ranges, lists and rectangles', () => {
    const { problems, contenders, device } = read(
      '--op gemm --dtype f32 --sizes 64:192:64 --sizes 100,8x9x10',
    );
    expect(problems.map((problem) => extentsLabel(problem).split('×').map(Number))).toEqual([
      [64, 64, 64],
      [128, 128, 128],
      [192, 192, 192],
      [100, 100, 100],
      [8, 9, 10],
    ]);
    expect(contenders).toBeNull();
    expect(device).toBeNull();
  });

  it('takes a description of the source, or leaves it to git', () => {
    expect(read('--sizes 64 --source v1.2').source).toBe('v1.2');
    expect(read('--sizes 64').source).toBeUndefined();
    for (const text of ['', ' ', 'x'.repeat(201)])
      expect(() => readSweepOptions(['--sizes', '64', '--source', text])).toThrow(
        /expected 1 to 200 characters/,
      );
  });

  it('takes adopted defaults unless ours are asked for', () => {
    expect(read('--sizes 64').usesAdopted).toBe(true);
    expect(read('--sizes 64 --no-adopted').usesAdopted).toBe(false);
  });

  it('removes repeated sizes and contenders', () => {
    const { problems, contenders } = read('--sizes 64,64 --contenders cblas,gemm-tiled,cblas');
    expect(problems).toHaveLength(1);
    expect(contenders).toEqual(['cblas', 'gemm-tiled']);
  });

  it('reads the other fields of a problem and leaves out defaults', () => {
    const { problems } = read(
      '--sizes 8 --set transposeA=true,batch=4 --set activation=gelu,beta=0 --dtype bf16',
    );
    expect(problems).toEqual([
      {
        op: 'gemm',
        dtype: 'bf16',
        m: 8,
        n: 8,
        k: 8,
        transposeA: true,
        activation: 'gelu',
        batch: 4,
      },
    ]);
  });

  it('knows the BLAS names of data types', () => {
    expect(read('--op hgemm --sizes 8').problems).toEqual(read('--dtype f16 --sizes 8').problems);
    expect(read('--op sbgemm --sizes 8').problems).toEqual(
      read('--dtype bf16 --set dtypeC=f32 --sizes 8').problems,
    );
    expect(read('--op sgemm --dtype f32 --sizes 8').problems).toEqual(read('--sizes 8').problems);
  });

  it.each([
    ['custom:{', '--op: expected a definition in JSON after "custom:"'],
    [
      'custom:{"name":"x","extents":{"m":{}},"buffers":{"Y":{"shape":7}}}',
      '--op: definition.buffers.Y.shape = 7',
    ],
    [
      'custom:{"name":"x","extents":{"m":{}},"buffers":{"Y":{"shape":["q"],"role":"output"}},"outputs":{"Y[i]":"1"}}',
      '--op: buffers.Y.shape[0] = q, "q" at 1: expected a number, m or "("',
    ],
  ])('names what is wrong with the operation %s', (op, message) => {
    expect(() => readSweepOptions(['--op', op, '--sizes', '4'])).toThrow(message);
  });

  it('asks for a kernel where no contender solves the operation', () => {
    const op =
      'custom:{"name":"ones","extents":{"m":{}},"buffers":{"Y":{"shape":["m"],"role":"output"}},"outputs":{"Y[i]":"1"}}';
    const { device } = sampleRun().environment;
    expect(() => chooseCells(readSweepOptions(['--op', op, '--sizes', '4']), device)).toThrow(
      /^No contender of ones runs on .*: expected --kernel FILE/,
    );
  });

  it('orders the parameters of a contender, so that it has one name', () => {
    const { contenders } = read(
      '--sizes 8 --contenders gemm-tiled@blockN=32,blockM=16,cblas,gemm-tiled@blockM=16,blockN=32',
    );
    expect(contenders).toEqual(['gemm-tiled@blockM=16,blockN=32', 'cblas']);
  });

  it('varies the contenders that have the parameters', () => {
    const { variation, contenders } = read(
      '--sizes 8 --contenders gemm-tiled,cblas --vary blockM=16,32 --vary blockN=64,32',
    );
    expect(applyVariation(contenders ?? [], variation)).toEqual([
      'gemm-tiled@blockM=16,blockN=64',
      'gemm-tiled@blockM=16,blockN=32',
      'gemm-tiled@blockM=32,blockN=64',
      'gemm-tiled@blockM=32,blockN=32',
      'cblas',
    ]);
    expect(applyVariation(['gemm-tiled', 'cblas'], {})).toEqual(['gemm-tiled', 'cblas']);
  });

  it('limits the number of contenders', () => {
    const sides = '8,16,24,32,48,64,96,128';
    const { variation } = read(`--sizes 8 --vary blockM=${sides} --vary blockN=${sides}`);
    expect(() => applyVariation(['gemm-simdgroup', 'cblas'], variation)).toThrow(
      'at most 64 contenders, not 65',
    );
  });

  it('reads the method', () => {
    const { method } = read('--sizes 64 --samples 100 --time-limit 0.5 --seed 7');
    expect(method).toMatchObject({ minSamples: 100, maxSamples: 100, maxProblemMs: 500, seed: 7 });
  });

  it('takes as many samples as there are epochs at least', () => {
    expect(read('--sizes 64').method).toMatchObject({ epochs: 3, minSamples: 10 });
    expect(read('--sizes 64 --epochs 20').method).toMatchObject({ epochs: 20, minSamples: 20 });
    const message = '--epochs 20: expected at most the number of samples, 12';
    expect(() => read('--sizes 64 --epochs 20 --samples 12')).toThrow(message);
  });

  it('leaves to the device what is not given', () => {
    const { method } = read('--sizes 64');
    expect([method.minSampleMs, method.spinMs, method.maxProblemMs]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(read('--sizes 64 --shortest-sample 0.5 --spin 0').method).toMatchObject({
      minSampleMs: 0.5,
      spinMs: 0,
    });
    expect(() => read('--sizes 64 --spin 0.5')).toThrow('--spin 0.5: expected a whole number');
  });

  it('writes a report of the quick sweep, to a default path', () => {
    expect(read('--quick').problems.length).toBeGreaterThan(5);
    expect(read('--quick')).toMatchObject({ reportPath: 'tilescope-report.html', jsonPath: null });
    expect(read('--quick --report r.html --json r.json')).toMatchObject({
      reportPath: 'r.html',
      jsonPath: 'r.json',
    });
    expect(read('--quick --sizes 64').problems).toHaveLength(1);
  });

  it.each([
    ['--sizes 0', '--sizes 0: size = 0: expected a whole number from 1 to 16384'],
    ['--sizes -64', '--sizes -64: size = -64: expected a whole number from 1 to 16384'],
    ['--sizes=-64', '--sizes -64: size = -64: expected a whole number from 1 to 16384'],
    ['--sizes 1000000000', '--sizes 1000000000: size = 1000000000: expected a whole number from 1 to 16384'],
    ['--sizes 64x0x64', 'n = 0: expected a whole number from 1 to 16384'],
    ['--sizes 512:64:64', 'stop = 64: expected at least the start (512)'],
    ['--sizes 64:512:0', 'step = 0: expected a whole number from 1 to 16384'],
    ['--sizes large', '--sizes large: sizes = "large": expected'],
    ['--sizes 64 --dtype f64', '--dtype f64: expected f32'],
    ['--sizes 64 --op sort', '--op sort: expected gemm'],
    ['--sizes 64 --contenders mlx', '--contenders mlx: expected gemm-simdgroup, gemm-direct, gemm-tiled,'],
    ['--sizes 64 --dtype f16 --op sgemm', '--dtype f16: expected f32 with --op sgemm'],
    ['--sizes 64 --set transposeA=maybe', '--set transposeA=maybe: expected true or false'],
    ['--sizes 64 --set batch=0', '--set batch=0: expected a whole number from 1 to'],
    ['--sizes 64 --set m=8', '--set m=8: expected one of the fields dtype, '],
    ['--sizes 64 --set heads=8', '--set heads=8: expected one of the fields dtype, '],
    ['--sizes 64 --d 128', '--set d=128: expected one of the fields dtype, '],
    ['--sizes 64 --set lda=8', 'lda = 8: expected at least the 64 elements of a row of A'],
    ['--sizes 64 --set batch', '--set batch: expected NAME=VALUE'],
    ['--sizes 64 --set batch=1 --set batch=2', '--set batch=2: batch is given twice'],
    ['--sizes 64 --contenders gemm-tiled@blockM=17', '--contenders gemm-tiled@blockM=17: expected'],
    [
      '--sizes 64 --contenders gemm-tiled@speed=1',
      '--contenders gemm-tiled@speed=1: expected one of the parameters',
    ],
    ['--sizes 64 --vary speed=1', '--vary speed=1: expected one of the parameters blockM'],
    ['--sizes 64 --vary blockM=17', '--vary blockM=17: expected'],
    ['--sizes 64 --vary blockM=16 --vary blockM=32', '--vary blockM=32: blockM is given twice'],
    ['--sizes 64 --contenders cblas --vary blockM=16', '--vary blockM=16: expected'],
    ['--sizes 64 --samples 9', '--samples 9: expected a whole number from 10 to 100000'],
    ['--sizes 64 --samples 10.5', '--samples 10.5: expected a whole number from 10'],
    ['--sizes 64 --time-limit 0', '--time-limit 0: expected a number of seconds from 0.001 to 3600'],
    ['--sizes 64 --epochs 0', '--epochs 0: expected a whole number from 1 to 100'],
    ['--sizes 64 --seed -1', '--seed -1: expected a whole number from 0 to 4294967295'],
    ['--sizes 64 --json=', '--json: expected a file name'],
    ['--size 64', "Unknown option '--size': expected --op, --dtype, --sizes"],
    ['--sizes', "Option '--sizes <value>' argument missing"],
    ['--sizes 64 more', "Unexpected argument 'more'"],
    ['--dtype f32', '--sizes is required'],
  ])('rejects %s, naming the option, the value and what was expected', (text, message) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(message);
  });
});
