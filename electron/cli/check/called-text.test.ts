import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newCommand } from '../own/new-command.ts';
import { calledText } from './called-text.ts';
import { sourceFiles } from './source-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'called-text-'));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('the text that is checked', () => {
  it('of a body for MLX is the whole kernel, for a small problem', async () => {
    const file = join(folder, 'mine.metal');
    await newCommand(['gemm', file, '--dtype', 'f16', '--as', 'mlx']);
    const called = calledText(file);
    expect(called?.problem).toBe('HGEMM 64×64×64');
    expect(called?.source).toContain('[[kernel]] void custom_kernel_hgemm(');
    expect(called?.source).toContain(`#line 1 "mine.metal"\n${readFileSync(file, 'utf8')}`);
  });

  it('of any other file is that of the file', async () => {
    for (const host of ['metal', 'pytorch']) {
      await newCommand(['gemm', join(folder, `${host}.metal`), '--as', host]);
      expect(calledText(join(folder, `${host}.metal`))).toBeNull();
    }
    writeFileSync(join(folder, 'bare.metal'), '');
    expect(calledText(join(folder, 'bare.metal'))).toBeNull();
  });

  it('is refused where the descriptor supports no small problem, with the reason', async () => {
    await newCommand(['softmax', join(folder, 'mine.metal'), '--as', 'mlx']);
    const file = join(folder, 'mine.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), requires: ['n > 100'] }));
    expect(() => calledText(join(folder, 'mine.metal'))).toThrow(
      /mine\.metal: its descriptor does not support .*×64: n = 64: expected n > 100/,
    );
  });

  it('has lines of files beside it', () => {
    writeFileSync(join(folder, 'mine-header.metal'), 'first\nsecond\n');
    const { lineOf } = sourceFiles(join(folder, 'mine.metal'), 'body');
    expect([lineOf('mine-header.metal', 2), lineOf(null, 1)]).toEqual(['second', 'body']);
  });
});
