import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../device/root.ts';
import { extent } from '../../test/extent.ts';
import { cachedFolder } from './cache.ts';
import { isOwnFile } from './cache-entry.ts';
import { archiveOf, boundCache, cacheUse, clearCache, sweepLeftOvers } from './cache-upkeep.ts';

const RUN_KERNEL = join(packageRoot(), 'native/test/run-kernel.ts');
const RIGHT = '1,4,7,10';
const LIBRARY = 'kernels.so';
const HEADER = 'all.pch';

let outer = '';
let cache = '';
beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'tilescope-cache-test-'));
  cache = join(outer, 'cache');
  vi.stubEnv('TILESCOPE_CACHE', cache);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(outer, { recursive: true, force: true });
});

/** What native/test/run-kernel.ts prints. */
function run(): string[] {
  const { stdout, stderr, signal } = spawnSync(process.execPath, [RUN_KERNEL], { encoding: 'utf8' });
  expect({ stderr, signal }).toEqual({ stderr: '', signal: null });
  return stdout.trim().split('\n');
}

/** The entry that holds a file. */
function entryWith(name: string): string {
  const found = readdirSync(cache).filter((key) => !key.includes('.') && existsSync(join(cache, key, name)));
  expect(found).toHaveLength(1);
  return join(cache, found[0] as string);
}

type Damage = (path: string) => void;
const flip =
  (share: number): Damage =>
  (path) => {
    const bytes = readFileSync(path);
    const at = Math.min(bytes.length - 1, Math.floor(share * bytes.length));
    bytes[at] = (bytes[at] as number) ^ 0x10;
    writeFileSync(path, bytes);
  };
const cut =
  (share: number): Damage =>
  (path) =>
    truncateSync(path, Math.floor(share * statSync(path).size));
const overwrite =
  (byte: number, from: number, to: number): Damage =>
  (path) => {
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(byte, Math.floor(from * bytes.length), Math.ceil(to * bytes.length)));
  };

/** Puts something else in the place of a file or an entry. */
const instead =
  (make: Damage): Damage =>
  (path) => {
    rmSync(path, { recursive: true });
    make(path);
  };
const aside: Damage = (path) => {
  rmSync(join(outer, 'moved'), { recursive: true, force: true });
  renameSync(path, join(outer, 'moved'));
  symlinkSync(join(outer, 'moved'), path);
};

const isRoot = process.getuid?.() === 0;
const OWNERS: Readonly<Record<string, Damage>> = isRoot
  ? { 'of another owner': (path) => chownSync(path, 12345, 12345) }
  : {};
/** What can happen to a file. */
const DAMAGES: Readonly<Record<string, Damage>> = {
  'cut in half': cut(0.5),
  'cut to nothing': cut(0),
  'without its last byte': (path) => truncateSync(path, statSync(path).size - 1),
  longer: (path) => writeFileSync(path, 'x', { flag: 'a' }),
  'zeros at the head': overwrite(0, 0, 0.1),
  'ones in the middle': overwrite(0xff, 0.4, 0.6),
  'all zeros': overwrite(0, 0, 1),
  'a bit at the head': flip(0),
  'a bit in the middle': flip(0.5),
  'a bit at the end': flip(1),
  missing: (path) => rmSync(path),
  'a folder': instead((path) => mkdirSync(path)),
  'a link to a copy': aside,
  ...OWNERS,
};
/** What can happen to an entry. */
const ENTRY_DAMAGES: Readonly<Record<string, Damage>> = {
  empty: instead((entry) => mkdirSync(entry)),
  'a file': instead((entry) => writeFileSync(entry, 'x')),
  'a link to nowhere': instead((entry) => symlinkSync('/nowhere', entry)),
  'a link to a copy': aside,
  ...OWNERS,
};
const FILES = [
  [LIBRARY, LIBRARY],
  [LIBRARY, 'library.json'],
  [LIBRARY, 'entry.json'],
] as const;
const cases = [
  ...FILES.flatMap(([of, file]) =>
    Object.entries(DAMAGES).map(([what, damage]) => [file, what, of, file, damage] as const),
  ),
  ...Object.entries(ENTRY_DAMAGES).map(([what, damage]) => ['entry', what, LIBRARY, '', damage] as const),
  ...(['a bit in the middle', 'cut in half', 'missing'] as const).map(
    (what) => [HEADER, what, HEADER, HEADER, DAMAGES[what] as Damage] as const,
  ),
];

describe('a damaged entry is made again', () => {
  it('tries 45 damages or more', () => {
    expect(cases.length).toBeGreaterThanOrEqual(isRoot ? 45 : 40);
  });

  // Each costs two starts of a process; the short form takes them evenly.
  const step = cases.length / extent('damages of the cache', 10, cases.length);
  it.each(cases.filter((_, index) => index % step < 1))('%s: %s', (_where, _what, of, file, damage) => {
    if (!existsSync(cache)) run();
    damage(join(entryWith(of), file));
    // The header is looked at only when something is compiled.
    if (of === HEADER) rmSync(entryWith(LIBRARY), { recursive: true });
    expect(run()).toEqual([`compiled ${RIGHT}`, `cached ${RIGHT}`]);
    rmSync(join(outer, 'moved'), { recursive: true, force: true });
  });
});

const KEY = (digit: string) => digit.repeat(32);
const fill = (text: string) => async (folder: string) => writeFileSync(join(folder, 'file'), text);

describe('the cache', () => {
  it('loses what killed processes left, and nothing else', async () => {
    await clearCache(cache);
    const dead = spawnSync(
      process.execPath,
      [
        '-e',
        `
      import(${JSON.stringify(join(import.meta.dirname, 'cache.ts'))}).then(({ cachedFolder }) =>
        cachedFolder('${KEY('a')}', async () => process.kill(process.pid, 'SIGKILL')))`,
      ],
      { encoding: 'utf8' },
    );
    expect(dead.signal, dead.stderr).toBe('SIGKILL');
    writeFileSync(join(cache, 'notes.old.txt'), 'mine');
    utimesSync(join(cache, 'notes.old.txt'), 0, 0);
    expect(readdirSync(cache)).toHaveLength(2);
    execFileSync(process.execPath, [
      '-e',
      `
      import(${JSON.stringify(join(import.meta.dirname, 'cache.ts'))}).then(({ cachedFolder }) =>
        cachedFolder('${KEY('b')}', async (folder) => (await import('node:fs')).writeFileSync(folder + '/file', 'b')))`,
    ]);
    expect(readdirSync(cache).toSorted()).toEqual([KEY('b'), 'notes.old.txt']);
    await clearCache(cache);
    expect(readdirSync(cache)).toEqual(['notes.old.txt']);
  });

  it('is bounded: what was not used for longest goes first', async () => {
    await clearCache(cache);
    for (const digit of ['1', '2', '3']) await cachedFolder(KEY(digit), fill('x'.repeat(500_000)));
    for (const [digit, age] of [
      ['1', 300],
      ['2', 900],
      ['3', 600],
    ] as const) {
      utimesSync(join(cache, KEY(digit)), Date.now() / 1000 - age, Date.now() / 1000 - age);
    }
    // Use counts, not age.
    expect((await cachedFolder(KEY('2'), fill('never'))).cached).toBe(true);
    vi.stubEnv('TILESCOPE_CACHE_MB', '1');
    await boundCache(cache);
    const use = await cacheUse(cache);
    expect(
      readdirSync(cache)
        .filter((name) => name.length === 32)
        .toSorted(),
    ).toEqual([KEY('1'), KEY('2')]);
    expect(use).toMatchObject({ folder: cache, entries: 2, limitBytes: 1 << 20 });
    expect(use.bytes).toBeLessThanOrEqual(use.limitBytes);
  });

  it('counts, bounds, sweeps and clears the pipelines of GPUs too', async () => {
    await clearCache(cache);
    const age = (path: string, seconds: number) =>
      utimesSync(path, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);
    const archive = (digit: string) => archiveOf(cache, KEY(digit));
    mkdirSync(dirname(archive('5')), { recursive: true });
    for (const [digit, seconds] of [
      ['5', 900],
      ['6', 300],
      ['7', 600],
    ] as const) {
      writeFileSync(archive(digit), 'x'.repeat(400_000));
      age(archive(digit), seconds);
    }
    await cachedFolder(KEY('8'), fill('x'.repeat(400_000)));
    expect(await cacheUse(cache)).toMatchObject({ entries: 4 });
    // Use counts, not age.
    expect(await isOwnFile(archive('5'))).toBe(true);
    writeFileSync(`${archive('9')}.123.0`, '');
    age(`${archive('9')}.123.0`, 4000);
    writeFileSync(`${archive('9')}.124.0`, '');
    writeFileSync(join(cache, 'metal', 'notes.txt'), 'mine');
    vi.stubEnv('TILESCOPE_CACHE_MB', '1');
    await sweepLeftOvers(cache);
    await boundCache(cache);
    vi.stubEnv('TILESCOPE_CACHE_MB', undefined);
    const left = readdirSync(join(cache, 'metal')).toSorted();
    expect(left).toEqual([`${KEY('5')}.metalar`, `${KEY('9')}.metalar.124.0`, 'notes.txt']);
    expect(await cacheUse(cache)).toMatchObject({ entries: 2 });
    await clearCache(cache);
    expect(await cacheUse(cache)).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('shares one compilation among calls at the same time', async () => {
    await clearCache(cache);
    const make = vi.fn(fill('x'));
    await Promise.all(Array.from({ length: 9 }, () => cachedFolder(KEY('4'), make)));
    expect(make).toHaveBeenCalledOnce();
  });
});

describe('where the cache cannot be written', () => {
  const script = `
    import(${JSON.stringify(join(import.meta.dirname, 'cache.ts'))}).then(async ({ cachedFolder }) => {
      const made = await cachedFolder('${KEY('c')}', async (folder) => (await import('node:fs')).writeFileSync(folder + '/f', ''));
      console.log(made.folder, (await cachedFolder('${KEY('c')}', async () => {})).cached);
    })`;
  it.each([
    ['a file is in its way', () => ({ TILESCOPE_CACHE: join(outer, 'file', 'cache') })],
    [
      'the home folder is a file',
      () => ({ TILESCOPE_CACHE: '', XDG_CACHE_HOME: '', HOME: join(outer, 'file') }),
    ],
    ['the home folder has no name', () => ({ TILESCOPE_CACHE: '', XDG_CACHE_HOME: '', HOME: 'relative' })],
  ])('a private folder serves, and a sentence says so: %s', (_why, environment) => {
    writeFileSync(join(outer, 'file'), '');
    const env = { ...process.env, ...environment() };
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
    expect(stderr.trim()).toMatch(
      /^Compiled kernels are kept in a temporary folder until Tilescope ends, as .*\.$/,
    );
    const [folder = '', cached] = stdout.trim().split(' ');
    expect(folder).toContain('tilescope-cache-');
    expect(cached).toBe('true');
    expect(existsSync(folder)).toBe(false);
  });
});
