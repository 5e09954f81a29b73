import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveFile, targetOf } from './save-file.ts';

let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tilescope-save-')));
  mkdirSync(at('elsewhere/deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

/** Links by name, with what they say; each leads to elsewhere/run.json. */
const LINKS: Readonly<Record<string, readonly (readonly [name: string, text: string])[]>> = {
  'a link': [['link', 'elsewhere/run.json']],
  'a link to a link': [
    ['link', 'elsewhere/second'],
    ['elsewhere/second', 'run.json'],
  ],
  'a link out of a linked folder': [
    ['short', 'elsewhere/deep'],
    ['link', 'short/../run.json'],
  ],
};

describe.each(Object.keys(LINKS))('%s', (what) => {
  it.each(['is followed to a file', 'is followed to a file that is yet to be made'])('%s', async (to) => {
    const links = LINKS[what] ?? [];
    for (const [name, text] of links) symlinkSync(text, at(name));
    if (!to.includes('yet')) writeFileSync(at('elsewhere/run.json'), 'old');
    expect(await targetOf(at('link'))).toBe(at('elsewhere/run.json'));
    await saveFile(at('link'), ['n', 'ew']);
    expect(readFileSync(at('elsewhere/run.json'), 'utf8')).toBe('new');
    expect(links.map(([name]) => readlinkSync(at(name)))).toEqual(links.map(([, text]) => text));
    expect(readdirSync(folder).some((name) => name.endsWith('.partial'))).toBe(false);
  });
});

it('writes bytes as they are, in order with texts', async () => {
  await saveFile(at('mixed'), ['µ', new Uint8Array([0xff, 0]), 'a', 'b', new Uint8Array([0x80])]);
  expect([...readFileSync(at('mixed'))]).toEqual([0xc2, 0xb5, 0xff, 0, 0x61, 0x62, 0x80]);
});

it('refuses links that lead in a circle or into a missing folder, and folders', async () => {
  symlinkSync('b', at('a'));
  symlinkSync('a', at('b'));
  symlinkSync('missing/run.json', at('lost'));
  await expect(saveFile(at('a'), ['x'])).rejects.toThrow('too many symbolic links');
  await expect(saveFile(at('lost'), ['x'])).rejects.toThrow('ENOENT');
  await expect(saveFile(at('elsewhere'), ['x'])).rejects.toThrow('not a regular file');
  expect(lstatSync(at('a')).isSymbolicLink()).toBe(true);
});
