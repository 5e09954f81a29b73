import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startKernel } from '../../../kernels/index.ts';
import { sampleRun } from '../fixture/sample-run.ts';
import { defaultMethod } from '../method.ts';
import { newRun } from '../new-run.ts';
import { hashOfText } from '../programs/keep-program.ts';
import { readKernel } from './read-kernel.ts';
import { withOwnKernels } from './with-kernels.ts';

const started = startKernel('gemm', { dtype: 'f16' }, 'mine');
if ('issues' in started) throw new Error(JSON.stringify(started.issues));
const { descriptor, texts } = started;
const TEXT = texts['mine.metal'] as string;

const MLX = {
  name: 'product',
  input_names: ['a'],
  output_names: ['c'],
  inputs: ['A'],
  outputs: ['C'],
  grid: ['m'],
  threadgroup: [64],
};
const TORCH = { kernel: 'product', arguments: ['A', 'C'] };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-kernels-'));
  write('mine.metal', TEXT);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readKernel(join(folder, name));

/** Why a file cannot be read, without the folder. */
function failureOf(name: string): string {
  const result = read(name);
  if (result.ok) throw new Error('it was read');
  return result.error.message.replaceAll(`${folder}/`, '');
}

/** Why the kernel of a descriptor with changes cannot be read. */
function changed(changes: object): string {
  write('mine.json', JSON.stringify({ ...descriptor, ...changes }));
  return failureOf('mine.json');
}

describe('a kernel file', () => {
  it.each([
    ['mine.json', JSON.stringify(descriptor)],
    ['mine.toml', stringify(descriptor)],
  ])('%s is read by its own name, and by that of the text beside it', (name, text) => {
    write(name, text);
    for (const result of [read(name), read('mine.metal')]) {
      if (!result.ok) throw new Error(result.error.message);
      expect(result.value.source).toBe('mine.metal');
      expect(result.value.kernel.descriptor).toEqual(descriptor);
      const made = result.value.kernel.program({ op: 'gemm', dtype: 'f16', m: 8, n: 8, k: 8 });
      expect(made).toHaveProperty('program.passes[0].kernel.source', TEXT);
    }
  });

  it('may have its text in a file of another name', () => {
    write('other.json', JSON.stringify({ ...descriptor, source: 'mine.metal' }));
    expect(read('other.json')).toMatchObject({ ok: true, value: { source: 'mine.metal' } });
    expect(failureOf('mine.metal')).toContain('expected its descriptor beside it, in mine.json or mine.toml');
  });

  it('is named where there are two descriptors', () => {
    write('mine.json', JSON.stringify(descriptor));
    write('mine.toml', stringify(descriptor));
    expect(failureOf('mine.metal')).toContain('name its descriptor, of which there are');
  });

  it.each([
    ['none.json', 'none.json: no such file'],
    ['mine.txt', 'mine.txt: expected a file that ends in .metal, .json or .toml'],
    ['.', 'expected a file that ends in'],
  ])('%s is refused', (name, message) => expect(failureOf(name)).toContain(message));

  it('says what is no JSON and no TOML', () => {
    write('mine.json', '{ "name": }');
    expect(failureOf('mine.json')).toMatch(/^mine\.json: not JSON: /);
    write('bad.toml', 'name = ');
    expect(failureOf('bad.toml')).toMatch(/^bad\.toml: not TOML: /);
  });

  const [pass] = descriptor.passes;
  it.each<[string, object]>([
    ['name = a b: expected up to 64 letters', { name: 'a b' }],
    ['op = gemv: expected gemm, qgemm, attention', { op: 'gemv' }],
    ['threads = 32: expected one of $schema, name, description, op', { threads: 32 }],
    ['supports.dtype = f16: expected "any", or a list of values', { supports: { dtype: 'f16' } }],
    [
      'source = ../mine.metal: expected the name of a file beside the descriptor',
      { source: '../mine.metal' },
    ],
    ['source = mine.txt: expected the name of a file beside the descriptor', { source: 'mine.txt' }],
    ['languageVersion = 5: expected 3.1, 3.2, 4.0, 4.1', { languageVersion: '5' }],
    ['passes = []: expected at least 1 entries', { passes: [] }],
    [
      'passes[0].grid = undefined: expected either "grid" (threads) or "threadgroups"',
      { passes: [{ ...pass, threadgroups: undefined }] },
    ],
    [
      'passes[0].grid = [1]: expected either "grid" (threads) or "threadgroups"',
      { passes: [{ ...pass, grid: [1] }] },
    ],
    [
      'passes[0].buffers.31 = A: expected an index from 0 to 30',
      { passes: [{ ...pass, buffers: { 31: 'A' } }] },
    ],
    [
      'passes[0].buffers.0 = 3: expected the name of a buffer, or {"type", "value"}',
      { passes: [{ ...pass, buffers: { 0: 3 } }] },
    ],
    [
      'passes[0].kernel = f(x): expected the name of a kernel function',
      { passes: [{ ...pass, kernel: 'f(x)' }] },
    ],
    [
      'scratch.s.dtype = f64: expected f32, f16, bf16, i8, u8',
      { scratch: { s: { dtype: 'f64', shape: [1] } } },
    ],
    [
      'passes[0].mlx.name = 2x: expected a name, as in the text',
      { passes: [{ mlx: { ...MLX, name: '2x' } }] },
    ],
    [
      'passes[0].mlx.outputs = undefined: expected a list',
      { passes: [{ mlx: { ...MLX, outputs: undefined } }] },
    ],
    [
      'passes[0].mlx.template[0][1] = []: expected a data type, "X.dtype" for that of a buffer',
      { passes: [{ mlx: { ...MLX, template: [['T', []]] } }] },
    ],
    [
      'passes[0].mlx.inputs[0] = 3: expected the name of a buffer, or {"buffer", "shape"}',
      { passes: [{ mlx: { ...MLX, inputs: [3] } }] },
    ],
    ['passes[0].grid = [1]: expected no value beside "mlx"', { passes: [{ mlx: MLX, grid: [1] }] }],
    ['passes[0].torch = {', { passes: [{ mlx: MLX, torch: TORCH }] }],
    [
      'passes[0].torch.arguments[0] = {"long":1}: expected the name of a buffer, or {"int"}, or {"float"}',
      { passes: [{ torch: { ...TORCH, arguments: [{ long: 1 }] } }] },
    ],
    [
      'passes[0].torch.arg_casts = int64: expected fp16, bf16, int32, int16, int8, uint8',
      { passes: [{ torch: { ...TORCH, arg_casts: 'int64' } }] },
    ],
    [
      'passes[0].kernel = undefined: expected the name of a kernel function, or "mlx" or "torch" in its place',
      { passes: [{ threadgroups: [1], threadsPerThreadgroup: [1] }] },
    ],
    ['parameters.BLOCK = []: expected at least 1 entries', { parameters: { BLOCK: [] } }],
    ['requires[0] = m % 2, "m % 2" at 1: expected a condition', { requires: ['m % 2'] }],
  ])('has its mistakes named: %s', (message, changes) => {
    expect(changed(changes)).toContain(`mine.json: ${message}`);
  });

  it('is described as the README shows', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../cli/README.md'), 'utf8');
    const [, example = ''] = /```toml\n(.*?)```/s.exec(readme) ?? [];
    write('mine.toml', example);
    const file = read('mine.metal');
    if (!file.ok) throw new Error(file.error.message);
    const made = file.value.kernel.program({
      op: 'normalization',
      dtype: 'f32',
      norm: 'softmax',
      m: 9,
      n: 64,
    });
    expect(made).toMatchObject({
      program: {
        contender: 'own:two-passes',
        buffers: [{ name: 'X' }, { name: 'Y' }, { name: 'sums', shape: [12, 2] }],
        passes: [
          { threadgroups: [3, 1, 1] },
          { kernel: { functionName: 'divide_f32' }, gridThreads: [64, 9, 1] },
        ],
      },
    });
  });

  it('has to be one whole text', () => {
    write('mine.json', JSON.stringify(descriptor));
    write('mine.metal', `#include <metal_stdlib>\n  # include "tile.h"\n${TEXT}`);
    expect(failureOf('mine.metal')).toBe(
      'mine.metal: #include "tile.h": expected one whole text, without files of its own',
    );
  });

  it('has no headers of PyTorch', () => {
    write('mine.json', JSON.stringify({ ...descriptor, passes: [{ torch: TORCH }] }));
    write('mine.metal', '#include <metal_stdlib>\n#include <c10/metal/utils.h>\n');
    expect(failureOf('mine.json')).toContain(
      "mine.metal: #include <c10/metal/utils.h>: a header of PyTorch's",
    );
  });

  it.each([1, 2])('gives calls in Python as the README shows: %i', (index) => {
    const readme = readFileSync(join(import.meta.dirname, '../../cli/README.md'), 'utf8');
    const example = [...readme.matchAll(/```toml\n(.*?)```/gs)][index]?.[1] ?? '';
    const head =
      'op = "normalization"\nname = "norm"\nsupports = { dtype = ["f16"], norm = ["rms"], weight = [true] }\n';
    write('mine.toml', head + example);
    write('helpers.metal', '// helpers');
    const file = read('mine.toml');
    if (!file.ok) throw new Error(file.error.message);
    const problem = { op: 'normalization', dtype: 'f16', norm: 'rms', weight: true, m: 9, n: 64 } as const;
    expect(file.value.kernel.program(problem)).toMatchObject({
      program: { passes: [{ gridThreads: [9 * 256, 1, 1], threadsPerThreadgroup: [256, 1, 1] }] },
    });
  });

  it('is a contender with each value of its parameters', () => {
    const parameters = { SIDE: [8, 16] };
    write('mine.json', JSON.stringify({ ...descriptor, parameters, defines: { SIDE: 'SIDE' } }));
    const file = read('mine.json');
    if (!file.ok) throw new Error(file.error.message);
    const problems = [{ op: 'gemm', dtype: 'f16', m: 8, n: 8, k: 8 }] as const;
    const contenders = ['own:mine', 'own:mine@SIDE=16', 'own:mine@SIDE=4'];
    const request = { device: 'cpu', problems: [...problems], contenders, method: defaultMethod('cpu') };
    const run = withOwnKernels(newRun('Test', request, sampleRun().environment), [file.value]);
    const firstLine = (program: string | null) =>
      run.sources[run.programs[program ?? '']?.passes[0]?.kernel.source ?? '']?.split('\n')[0];
    expect(run.cells.map(({ program, failure }) => firstLine(program) ?? failure?.message)).toEqual([
      '#define SIDE 8',
      '#define SIDE 16',
      'SIDE = 4: expected one of 8, 16',
    ]);
    expect(Object.values(run.programs).map(({ configuration }) => configuration)).toContainEqual({
      SIDE: 16,
    });
  });

  it('gives a run the programs that it measures, as they were read', () => {
    write('mine.json', JSON.stringify({ ...descriptor, requires: ['m < 100'] }));
    const file = read('mine.json');
    if (!file.ok) throw new Error(file.error.message);
    write('mine.metal', 'changed since');
    const { environment } = sampleRun();
    const problems = [64, 128].map((m) => ({ op: 'gemm', dtype: 'f16', m, n: 64, k: 64 }) as const);
    const request = {
      device: 'cpu',
      problems,
      contenders: ['own:mine', 'gemm-tiled'],
      method: defaultMethod('cpu'),
    };
    const run = withOwnKernels(newRun('Test', request, environment), [file.value]);
    const [small, generated, large] = run.cells;
    expect(generated).toMatchObject({ contender: 'gemm-tiled', program: null, status: 'pending' });
    expect(large).toMatchObject({
      status: 'unsupported',
      program: null,
      failure: { code: 'UNSUPPORTED', message: 'm = 128: expected m < 100' },
    });
    const program = run.programs[small?.program ?? ''];
    expect(program).toMatchObject({ generator: 'mine.metal', configuration: {} });
    expect(program?.passes[0]?.kernel.source).toBe(hashOfText(TEXT));
    expect(Object.values(run.sources)).toEqual([TEXT]);
  });
});
