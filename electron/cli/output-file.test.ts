import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareOutputs, writeOutput } from './output-file.ts';

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
  await expect(prepareOutputs(['-', '-'])).rejects.toThrow(/Only one file/);
  if (process.getuid?.() === 0) return; // may write anywhere
  chmodSync(folder, 0o500);
  await expect(prepareOutputs([at('run.json')])).rejects.toThrow(/permission denied/);
  chmodSync(folder, 0o700);
});
