import { describe, expect, it } from 'vitest';
import { readSweepOptions } from './sweep-options.ts';
import { UsageError } from './usage-error.ts';

const read = (text: string) => readSweepOptions(text.split(' '));

describe('readSweepOptions', () => {
  it('reads ranges, lists and shapes', () => {
    const { problems, contenders, device } = read(
      '--op gemm --dtype f32 --sizes 64:192:64 --sizes 100,8x9x10',
    );
    expect(problems.map(({ m, n, k }) => [m, n, k])).toEqual([
      [64, 64, 64],
      [128, 128, 128],
      [192, 192, 192],
      [100, 100, 100],
      [8, 9, 10],
    ]);
    expect(contenders).toBeNull();
    expect(device).toBeNull();
  });

  it('takes a size and a contender that are named twice once', () => {
    const { problems, contenders } = read('--sizes 64,64 --contenders cblas,gemm-tiled,cblas');
    expect(problems).toHaveLength(1);
    expect(contenders).toEqual(['cblas', 'gemm-tiled']);
  });

  it('reads the method', () => {
    const { method } = read('--sizes 64 --samples 100 --time-limit 0.5 --seed 7');
    expect(method).toMatchObject({ minSamples: 100, maxSamples: 100, maxProblemMs: 500, seed: 7 });
  });

  it('has a quick sweep that writes a report, unless it is told where', () => {
    expect(read('--quick').problems.length).toBeGreaterThan(5);
    expect(read('--quick')).toMatchObject({ reportPath: 'tilescope-report.html', jsonPath: null });
    expect(read('--quick --report r.html --json r.json')).toMatchObject({
      reportPath: 'r.html',
      jsonPath: 'r.json',
    });
    expect(read('--quick --sizes 64').problems).toHaveLength(1);
  });

  it.each([
    ['--sizes 0', '--sizes 0: size = 0: accepted is a whole number from 1 to 16384'],
    ['--sizes -64', '--sizes -64: size = -64: accepted is a whole number from 1 to 16384'],
    ['--sizes=-64', '--sizes -64: size = -64: accepted is a whole number from 1 to 16384'],
    [
      '--sizes 1000000000',
      '--sizes 1000000000: size = 1000000000: accepted is a whole number from 1 to 16384',
    ],
    ['--sizes 64x0x64', 'n = 0: accepted is a whole number from 1 to 16384'],
    ['--sizes 512:64:64', 'stop = 64: accepted is a size from the start (512) up'],
    ['--sizes 64:512:0', 'step = 0: accepted is a whole number from 1 to 16384'],
    ['--sizes large', '--sizes large: sizes = "large": accepted is'],
    ['--sizes 64 --dtype f64', '--dtype f64: accepted is f32'],
    ['--sizes 64 --op sort', '--op sort: accepted is gemm'],
    [
      '--sizes 64 --contenders mps',
      '--contenders mps: accepted is gemm-simdgroup, gemm-direct, gemm-tiled, cblas',
    ],
    ['--sizes 64 --samples 9', '--samples 9: accepted is a whole number from 10 to 100000'],
    ['--sizes 64 --samples 10.5', '--samples 10.5: accepted is a whole number from 10'],
    ['--sizes 64 --time-limit 0', '--time-limit 0: accepted is a number of seconds from 0.001 to 3600'],
    ['--sizes 64 --seed -1', '--seed -1: accepted is a whole number from 0 to 4294967295'],
    ['--sizes 64 --json=', '--json: accepted is the name of a file'],
    ['--size 64', "Unknown option '--size': accepted is --op, --dtype, --sizes"],
    ['--sizes', "Option '--sizes <value>' argument missing"],
    ['--sizes 64 more', "Unexpected argument 'more'"],
    ['--dtype f32', '--sizes is missing'],
  ])('refuses %s, naming the option, the value and what is accepted', (text, message) => {
    expect(() => read(text)).toThrow(UsageError);
    expect(() => read(text)).toThrow(message);
  });
});
