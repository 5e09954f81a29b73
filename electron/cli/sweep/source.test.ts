import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeSource } from './source.ts';

let folder = '';
const git = (...parameters: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...parameters], {
    cwd: folder,
    stdio: 'pipe',
  });

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tilescope-source-')));
  vi.stubEnv('GIT_CEILING_DIRECTORIES', realpathSync(tmpdir()));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('is what git describe says, from a folder of the repository too', () => {
  git('init', '-q');
  expect(describeSource(folder)).toBeNull();
  writeFileSync(join(folder, 'kernel.metal'), 'a');
  git('add', '.');
  git('commit', '-qm', 'one');
  expect(describeSource(folder)).toMatch(/^[0-9a-f]{7,}$/);
  git('tag', 'v1');
  mkdirSync(join(folder, 'deep'));
  expect(describeSource(join(folder, 'deep'))).toBe('v1');
  writeFileSync(join(folder, 'kernel.metal'), 'b');
  expect(describeSource(folder)).toBe('v1-dirty');
});

it('is unknown without a repository, a folder or git', () => {
  expect(describeSource(folder)).toBeNull();
  expect(describeSource(join(folder, 'missing'))).toBeNull();
  vi.stubEnv('PATH', folder);
  expect(describeSource(folder)).toBeNull();
});

it('is unknown where git hangs, and leaves nothing waiting', () => {
  writeFileSync(join(folder, 'git'), '#!/bin/sh\nsleep 600 & wait\n');
  chmodSync(join(folder, 'git'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  expect(describeSource(folder, 200)).toBeNull();
});

it('runs no program that a repository names', () => {
  git('init', '-q');
  writeFileSync(join(folder, 'helper'), '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n');
  chmodSync(join(folder, 'helper'), 0o755);
  git('commit', '-qm', 'one', '--allow-empty');
  git('config', 'core.fsmonitor', join(folder, 'helper'));
  writeFileSync(join(folder, 'file'), '');
  expect(describeSource(folder)).toMatch(/^[0-9a-f]{7,}$/);
  expect(execFileSync('ls', [folder], { encoding: 'utf8' })).not.toContain('ran');
});
