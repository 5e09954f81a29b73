import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { openNewStore, openStore } from './open-store.ts';
import { StoreError } from './store-error.ts';
import { userDataFolder } from './user-data.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-open-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);

function makeNewer(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
}

function errorOf(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  return expect.unreachable('it can be opened');
}

const TEXT = 'This is not a database. '.repeat(100);

describe('a store that cannot be opened', () => {
  it.each<[what: string, spoil: () => void, message: RegExp, isUnreadable: boolean]>([
    [
      'no database',
      () => writeFileSync(at('tilescope.sqlite'), TEXT),
      /is damaged, or is not a run store/,
      true,
    ],
    ['a newer version', () => makeNewer(at('tilescope.sqlite')), /newer Tilescope: its version is 99/, true],
    ['a folder', () => mkdirSync(at('tilescope.sqlite')), /cannot be opened and written/, false],
  ])('%s: names the path and a remedy, and changes nothing', (_what, spoil, message, isUnreadable) => {
    spoil();
    const error = errorOf(() => openStore(folder));
    expect(error.what).toMatch(message);
    expect(error.what).toContain(at('tilescope.sqlite'));
    expect(error.remedy).toMatch(/^[A-Z].*\.$/);
    expect(error.isUnreadable).toBe(isUnreadable);
  });

  it('has a folder that cannot be made, or no home folder', () => {
    writeFileSync(at('file'), '');
    expect(errorOf(() => openStore(at('file/below'))).message).toMatch(
      /file\/below\/tilescope\.sqlite cannot be opened and written \(not a directory\).*TILESCOPE_USER_DATA/,
    );
    expect(errorOf(() => openStore(null)).message).toMatch(/no home folder.*HOME/);
  });

  it.skipIf(process.getuid?.() === 0)('may only be read', () => {
    openStore(folder).dispose();
    chmodSync(at('tilescope.sqlite'), 0o400);
    expect(errorOf(() => openStore(folder)).message).toMatch(/cannot be opened and written/);
    chmodSync(folder, 0o500);
    expect(errorOf(() => openStore(folder)).message).toMatch(/cannot be opened and written/);
  });
});

it('a new file takes the place of one that cannot be read, which stays as it is', () => {
  writeFileSync(at('tilescope.sqlite'), TEXT);
  const store = openNewStore(folder);
  expect(store.file).toBe(at('tilescope-2.sqlite'));
  store.add(sampleRun());
  store.dispose();
  const again = openStore(folder);
  expect(again.file).toBe(at('tilescope-2.sqlite'));
  expect(again.headers()).toHaveLength(1);
  again.dispose();
  expect(readFileSync(at('tilescope.sqlite'), 'utf8')).toBe(TEXT);
});

it('a file that is only locked or unwritable is not passed over', () => {
  mkdirSync(at('tilescope.sqlite'));
  openNewStore(folder).dispose();
  expect(errorOf(() => openStore(folder)).what).toContain(at('tilescope.sqlite '));
});

describe('the user-data folder', () => {
  const parent = process.platform === 'darwin' ? 'Library/Application Support' : '.config';

  it('is where Electron has it', () => {
    vi.stubEnv('TILESCOPE_USER_DATA', '');
    vi.stubEnv('XDG_CONFIG_HOME', '');
    expect(userDataFolder()).toBe(join(homedir(), parent, 'Tilescope'));
    vi.stubEnv('XDG_CONFIG_HOME', 'relative');
    expect(userDataFolder()).toBe(join(homedir(), parent, 'Tilescope'));
    if (process.platform === 'darwin') return;
    vi.stubEnv('XDG_CONFIG_HOME', '/configuration');
    expect(userDataFolder()).toBe('/configuration/Tilescope');
  });

  it('is the one that is chosen', () => {
    vi.stubEnv('TILESCOPE_USER_DATA', folder);
    expect(userDataFolder()).toBe(folder);
  });

  it('is unknown where HOME says nothing of use', () => {
    vi.stubEnv('TILESCOPE_USER_DATA', '');
    vi.stubEnv('XDG_CONFIG_HOME', '');
    vi.stubEnv('HOME', 'nowhere');
    expect(userDataFolder()).toBeNull();
  });
});
