import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STARTED } from '../../../kernels/index.ts';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import { readKernel } from '../../ipc/own-kernels/read-kernel.ts';
import { chooseCells } from '../sweep/cell-options.ts';
import { dryRunText } from '../sweep/dry-run.ts';
import { readSweepOptions } from '../sweep/options.ts';
import { plain } from '../terminal/paint.ts';
import { newCommand } from './new-command.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-cli-'));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const write = (name: string, value: unknown) => writeFileSync(inFolder(name), JSON.stringify(value));
const inFolder = (name: string) => join(folder, name);

describe('new', () => {
  it('writes a kernel that can be read, for every operation that it offers', async () => {
    for (const op of STARTED.filter((name) => name !== 'groupnorm' && name !== 'batchnorm')) {
      expect(await newCommand([op, inFolder(`${op}.metal`)])).toBe(0);
      expect(readKernel(inFolder(`${op}.metal`))).toMatchObject({ ok: true });
    }
  });

  it('writes the same as TOML', async () => {
    await newCommand(['gemm', inFolder('a.metal'), '--dtype', 'f16', '--set', 'transposeB=true']);
    await newCommand(['gemm', inFolder('b.metal'), '--dtype', 'f16', '--set', 'transposeB=true', '--toml']);
    expect(readdirSync(folder)).toEqual(['a.json', 'a.metal', 'b.metal', 'b.toml']);
    const [a, b] = ['a', 'b'].map((name) => readKernel(inFolder(`${name}.metal`)));
    if (!a?.ok || !b?.ok) throw new Error('neither could be read');
    expect(b.value.kernel.descriptor).toEqual({ ...a.value.kernel.descriptor, name: 'b' });
    expect(a.value.kernel.descriptor.supports).toMatchObject({ dtype: ['f16'], transposeB: [true] });
  });

  it.each(['mlx', 'pytorch'])('writes it for %s, so that it can be read', async (host) => {
    for (const op of ['gemm', 'custom', 'transformer']) {
      expect(await newCommand([op, inFolder(`${op}.metal`), '--as', host, '--toml'])).toBe(0);
      expect(readKernel(inFolder(`${op}.metal`))).toMatchObject({ ok: true });
    }
    expect(readdirSync(folder).includes('gemm-header.metal')).toBe(host === 'mlx');
  });

  it.each([['mine.metal'], ['mine.json']])('replaces no file: %s', async (name) => {
    writeFileSync(inFolder(name), 'kept');
    await expect(newCommand(['gemm', inFolder('mine.metal')])).rejects.toThrow(/there is such a file/);
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(inFolder(name), 'utf8')).toBe('kept');
  });

  it.each([
    [[], /expected an operation/],
    [['gemv'], /new gemv: expected gemm, qgemm/],
    [['gemm', 'a.txt'], /expected a file that ends in \.metal/],
    [['gemm', 'a b.metal'], /expected a name of up to 64 letters/],
    [['gemm', 'a.metal', '--dtype', 'f64'], /new gemm: dtype = f64: expected f32, f16, bf16/],
    [['gemm', 'a.metal', '--as', 'cuda'], /--as cuda: expected metal, mlx, pytorch/],
    [
      ['gemm', 'a.metal', '--as', 'mlx', '--set', 'beta=2'],
      /new gemm: C = read and written: expected inputs/,
    ],
    [['batchnorm', 'a.metal'], /norm = batch: expected layer, rms/],
  ])('refuses %j', async (parameters, message) => {
    await expect(newCommand(parameters)).rejects.toThrow(message);
  });
});

describe('sweep --kernel', () => {
  beforeEach(async () => {
    await newCommand(['softmax', inFolder('mine.metal'), '--dtype', 'f16']);
    await newCommand(['softmax', inFolder('other.metal')]);
  });
  const device = { ...sampleRun().environment.device, contenders: [] };

  it('takes what it solves where nothing else is asked for', () => {
    const options = readSweepOptions(['--kernel', inFolder('mine.metal'), '--sizes', '65']);
    expect(options.op).toBe('normalization');
    expect(options.problems).toEqual([
      { op: 'normalization', dtype: 'f16', norm: 'softmax', m: 4096, n: 65 },
    ]);
    expect(chooseCells(options, device).contenders[0]).toBe('own:mine');
  });

  it('measures own kernels beside those that are named', () => {
    const kernels = `${inFolder('mine.json')},${inFolder('other.metal')}`;
    const contenders = (named: string) =>
      chooseCells(readSweepOptions(['--kernel', kernels, '--sizes', '8', '--contenders', named]), device)
        .contenders;
    expect(contenders('norm-looped')).toEqual(['own:mine', 'own:other', 'norm-looped']);
    expect(contenders('own:other')).toEqual(['own:mine', 'own:other']);
  });

  it('varies parameters of own kernels as those of generated ones', () => {
    const read = JSON.parse(readFileSync(inFolder('mine.json'), 'utf8'));
    write('mine.json', { ...read, parameters: { SIDE: [8, 16, 32] } });
    const chosen = (...more: string[]) => {
      const options = ['--kernel', inFolder('mine.json'), '--sizes', '8', ...more];
      return chooseCells(readSweepOptions(options), device).contenders;
    };
    expect(chosen('--contenders', 'own:mine@SIDE=16,norm-looped')).toEqual([
      'own:mine@SIDE=16',
      'norm-looped',
    ]);
    expect(chosen('--contenders', 'own:mine', '--vary', 'SIDE=8,32')).toEqual([
      'own:mine@SIDE=8',
      'own:mine@SIDE=32',
    ]);
    expect(() => chosen('--contenders', 'own:mine@SIDE=9')).toThrow(/own:mine@SIDE=9: expected 8, 16, 32/);
    expect(() => chosen('--vary', 'SIDE=9')).toThrow(/--vary SIDE=9: expected 8, 16, 32/);
  });

  it('tells in a dry run which sizes a kernel refuses, and why', () => {
    const read = JSON.parse(readFileSync(inFolder('mine.json'), 'utf8'));
    writeFileSync(inFolder('mine.json'), JSON.stringify({ ...read, requires: ['n % 2 == 0'] }));
    const options = readSweepOptions([
      '--kernel',
      inFolder('mine.json'),
      '--sizes',
      '64,65',
      '--contenders',
      'own:mine',
    ]);
    const rates = { runs: 0, rateOf: () => ({ gflops: 1, isMeasured: false }) };
    const { method } = sampleRun().request;
    const text = dryRunText(
      { ...chooseCells(options, device), method },
      device,
      plain,
      rates,
      options.kernels,
    );
    expect(text).toContain('own:mine  4096×64  1 unsupported: n = 65: expected n % 2 == 0');
  });

  it.each([
    [['--kernel', 'NONE.metal'], /--kernel .*NONE\.metal: expected its descriptor beside it/],
    [['--kernel', 'mine.metal', '--op', 'gemm'], /--op gemm: own:mine solves normalization/],
    [['--kernel', 'mine.metal,mine.json'], /another file's kernel is called mine, too/],
    [['--kernel', 'mine.metal', '--save-preset', 'x'], /--save-preset: a preset keeps no kernels of files/],
    [
      ['--kernel', 'mine.metal', '--contenders', 'own:none'],
      /--contenders own:none: expected own:mine, norm-/,
    ],
    [['--kernel', ','], /--kernel: expected FILE\.metal/],
  ])('refuses %j', (parameters, message) => {
    const named = parameters.map((text) => text.replace(/\w+\.(metal|json)/g, (file) => inFolder(file)));
    expect(() => readSweepOptions([...named, '--sizes', '64'])).toThrow(message);
  });
});
