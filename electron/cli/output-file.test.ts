import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { prepareOutputs, writeOutput } from './output-file.ts';
import { CommandError, UsageError } from './usage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

it('writes a file whole, in place of an older one, and leaves nothing beside it', async () => {
  writeFileSync(at('run.json'), 'old');
  await prepareOutputs([at('run.json'), null]);
  await writeOutput(at('run.json'), 'new');
  expect(readFileSync(at('run.json'), 'utf8')).toBe('new');
  expect(readdirSync(folder)).toEqual(['run.json']);
});

it.each(['an old file', 'no file yet'])('keeps a link to %s, and writes where it leads', async (what) => {
  mkdirSync(at('elsewhere'));
  if (what === 'an old file') writeFileSync(at('elsewhere/run.json'), 'old');
  symlinkSync('elsewhere/run.json', at('link.json'));
  await prepareOutputs([at('link.json')]);
  await writeOutput(at('link.json'), 'new');
  expect(lstatSync(at('link.json')).isSymbolicLink()).toBe(true);
  expect(readFileSync(at('elsewhere/run.json'), 'utf8')).toBe('new');
});

it('writes into a pipe', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  const reader = spawn('cat', [at('pipe')], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  reader.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await prepareOutputs([at('pipe')]);
  await writeOutput(at('pipe'), 'through');
  await once(reader, 'close');
  expect(text).toBe('through');
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
});

it('writes into a device, and says when it is full', async () => {
  await prepareOutputs(['/dev/null']);
  await writeOutput('/dev/null', 'gone');
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  if (!existsSync('/dev/full')) return;
  await expect(writeOutput('/dev/full', 'too much')).rejects.toThrow(
    /Cannot write \/dev\/full: no space left/,
  );
});

it('refuses what cannot be written before there is anything to write', async () => {
  await expect(prepareOutputs([folder])).rejects.toThrow(/it is a folder/);
  await expect(prepareOutputs([at('missing/run.json')])).rejects.toThrow(/run\.json: no such file/);
  if (process.getuid?.() === 0) return; // may write anywhere
  chmodSync(folder, 0o500);
  await expect(prepareOutputs([at('run.json')])).rejects.toThrow(/permission denied/);
  chmodSync(folder, 0o700);
});

it('adds to a file that is open already instead of emptying or replacing it', async () => {
  writeFileSync(at('log'), 'old ');
  const descriptor = openSync(at('log'), 'a');
  await prepareOutputs([`/dev/fd/${descriptor}`]);
  await writeOutput(`/dev/fd/${descriptor}`, 'new');
  closeSync(descriptor);
  expect(readFileSync(at('log'), 'utf8')).toBe('old new');
  await expect(prepareOutputs([`/dev/fd/${descriptor}`])).rejects.toThrow(CommandError);
});

it.each([
  ['-', '-'],
  ['-', '/dev/stdout'],
  ['a/../run.json', 'run.json'],
  ['link.json', 'run.json'],
])('refuses to write two files to one place: %s and %s', async (first, second) => {
  mkdirSync(at('a'));
  symlinkSync('run.json', at('link.json'));
  const place = (path: string) => (path.endsWith('.json') ? at(path) : path);
  vi.spyOn(console, 'log');
  const both = prepareOutputs([place(first), place(second)]);
  vi.restoreAllMocks();
  await expect(both).rejects.toThrow(UsageError);
  await expect(both).rejects.toThrow(/only one file can be written to/);
});

it('refuses to replace what is read, by whatever name', async () => {
  writeFileSync(at('run.json'), 'precious');
  symlinkSync('run.json', at('link.json'));
  await expect(prepareOutputs([at('link.json')], [at('run.json'), null])).rejects.toThrow(
    /link\.json: this file is read, and would be replaced/,
  );
  await prepareOutputs(['/dev/null', '/dev/null'], ['/dev/null']);
});
