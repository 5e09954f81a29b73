import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Problem, problemKey, startKernel } from '../../../kernels/index.ts';
import { keepProgram } from '../programs/keep-program.ts';
import { problemSchema } from '../request-schemas.ts';
import { validate } from '../validate.ts';
import { type KernelFile, readKernel } from './read-kernel.ts';
import { mayRunTrusted, trustedBeside } from './trusting.ts';
import { verifiedAgainst } from './verified-against.ts';

const started = startKernel('custom', {}, 'mine');
if ('issues' in started) throw new Error(JSON.stringify(started.issues));
const { descriptor, texts } = started;
const definition = descriptor.problem as { extents: object };
const { outputs: _outputs, values: _values, ...unverified } = definition as Record<string, unknown>;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'custom-'));
  for (const name of ['mine', 'other', 'trusting', 'naive', 'lost', 'wrong'])
    write(`${name}.metal`, texts['mine.metal'] as string);
  write('problem.toml', stringify(definition));
  write('problem.json', JSON.stringify({ ...definition, $schema: 'x' }));
  write('trusting-problem.json', JSON.stringify({ ...unverified, trusted: 'naive.json' }));
  write('naive.json', JSON.stringify({ ...descriptor, name: 'naive', problem: 'trusting-problem.json' }));
  write('mine.json', JSON.stringify({ ...descriptor, problem: 'problem.toml' }));
  write('other.toml', stringify({ ...descriptor, name: 'other', problem: 'problem.json' }));
  write('trusting.json', JSON.stringify({ ...descriptor, problem: 'trusting-problem.json' }));
  write('lost.json', JSON.stringify({ ...descriptor, problem: 'nowhere.toml' }));
  write('wrong.json', JSON.stringify({ ...descriptor, problem: { ...definition, extents: { m: {} } } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

function read(name: string): KernelFile {
  const result = readKernel(join(folder, name));
  if (result.ok) return result.value;
  throw new Error(result.error.message.replaceAll(`${folder}/`, ''));
}

const problemOf = (op: string) => ({ op, dtype: 'f32', m: 3, n: 5 }) as unknown as Problem;
const check = (problem: unknown) => validate(problemSchema, problem, 'BAD_INPUT', 'problem');

describe('a problem in a file', () => {
  it('is one problem for all kernels that name it, and whole without the file', () => {
    const [one, other] = [read('mine.json').kernel, read('other.toml').kernel];
    expect(other.op).toBe(one.op);
    const checked = check(JSON.parse(JSON.stringify(problemOf(one.op))));
    expect(checked).toEqual({ ok: true, value: problemOf(one.op) });
    expect(problemKey(problemOf(one.op))).toMatch(/^custom:shifted-exp:\w+-f32-3x5$/);
    expect(one.program(problemOf(one.op))).toMatchObject({ program: { contender: 'own:mine' } });
  });

  it('names what is wrong with it', () => {
    expect(() => read('lost.json')).toThrow('nowhere.toml: no such file');
    expect(() => read('wrong.json')).toThrow('buffers.X.shape[1] = n, "n" at 1: expected a number, m or "("');
  });

  it('has the text of the kernel that it trusts, which runs only beside programs that name it', () => {
    const { kernel } = read('trusting.json');
    const problem = problemOf(kernel.op);
    expect(kernel.op).toContain('kernel void shifted_exp');
    expect(check(problem)).toMatchObject({ ok: true });
    const made = kernel.program(problem);
    if ('issues' in made) throw new Error('no program');
    const asked = (of: Problem) => ({
      cells: {},
      kept: keepProgram(made.program, trustedBeside(of), 'x').kept,
    });
    expect(mayRunTrusted(problem, asked(problem))).toBe(true);
    const plain = problemOf(read('mine.json').kernel.op);
    expect([[problem], [plain]].map(verifiedAgainst)).toEqual([
      'the kernel that the problem trusts',
      'float64',
    ]);
    expect(mayRunTrusted(problem, asked(plain))).toBe(false);
    expect(mayRunTrusted(problem, { cells: {}, kept: { programs: {}, sources: {} } })).toBe(false);
  });
});

describe('a problem from elsewhere', () => {
  const valid = definition as Record<string, unknown>;
  const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`;
  test.each([
    ['no JSON', 'custom:{', 'expected a definition in JSON after "custom:", at most 20000 characters'],
    ['nothing', 'custom:null', 'expected a definition in JSON'],
    ['a list', 'custom:[]', 'op'],
    ['something deep', `custom:${deep}`, 'op'],
    ['no buffers', { ...valid, buffers: undefined }, 'buffers'],
    ['buffers of another kind', { ...valid, buffers: { X: 7 } }, 'buffers.X'],
    [
      'a shape of another kind',
      { ...valid, buffers: { Y: { shape: [{}], role: 'output' } } },
      'definition.buffers.Y.shape[0] = {}: expected a number or an expression',
    ],
    ['a formula of another kind', { ...valid, outputs: { 'Y[i, j]': 7 } }, 'outputs.Y[i, j]'],
    ['an unknown key', { ...valid, run: 'rm' }, 'definition.run = rm: expected one of'],
    ['a trusted file', { ...unverified, trusted: 'naive.json' }, 'a descriptor with its texts'],
    [
      'a trusted kernel without passes',
      { ...unverified, trusted: { descriptor: {}, texts: {}, source: 'a.metal' } },
      'definition.trusted.descriptor.name = undefined: expected text',
    ],
    [
      'a name that is no word',
      { ...valid, extents: { ñ: {} } },
      'definition.extents.ñ = {}: expected as its name a letter',
    ],
    ['no buffer', { ...valid, buffers: {} }, 'definition.buffers = {}: expected at least one buffer'],
    [
      'too many extents',
      { ...valid, extents: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`e${at}`, {}])) },
      'at most 64 entries',
    ],
    ['too long a text', { ...valid, description: 'x'.repeat(30_000) }, 'op'],
    ['a name that inherits', { ...valid, outputs: { '__proto__[i, j]': '1' } }, 'outputs'],
  ])('is refused with %s', (_, of, message) => {
    const op = typeof of === 'string' ? of : `custom:${JSON.stringify(of)}`;
    const checked = check({ op, dtype: 'f32', m: 3, n: 5 });
    expect(checked).toMatchObject({ ok: false });
    if (!checked.ok) expect(checked.error.message).toContain(message);
  });
});
