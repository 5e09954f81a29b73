import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extent } from '../../extent.ts';
import { DEPLOYMENT_TARGET, hasCompiler, NATIVE } from './apple-target.ts';
import { disagreements, undeclared } from './compare.ts';
import { readDeclarations } from './read-declarations.ts';
import { readTable } from './table.ts';
import { errorsOnMac, macSources, metalFiles, pastHeaders, precompile } from './unguarded.ts';

const SOURCES = macSources();
const STEP = Math.ceil(
  SOURCES.length / extent('sources that are compiled as on the oldest macOS', 8, SOURCES.length),
);
const SOURCES_TRIED = SOURCES.filter((_, index) => index % STEP === 0);

/** A Mac compiles against Apple's own headers: there is nothing to compare with the double's. */
describe.skipIf(!hasCompiler || process.platform === 'darwin')('what we say of the API of Apple', () => {
  const table = readTable();
  let scratch: string;
  let prefix: string;
  beforeAll(async () => {
    scratch = mkdtempSync(path.join(tmpdir(), 'tilescope-api-'));
    prefix = await precompile(scratch);
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  it('the headers of the double declare nothing but what the table has, in the same words', async () => {
    expect(disagreements(await readDeclarations(), table)).toEqual([]);
  });

  it('the table has nothing that no header declares', async () => {
    expect(undeclared(await readDeclarations(), table)).toEqual([]);
  });

  it.concurrent.each(SOURCES_TRIED.map((source) => [path.basename(source), source]))(
    '%s compiles for the oldest macOS, and asks before it uses what is newer',
    async (_, source) => {
      expect(await errorsOnMac(source, prefix)).toBe('');
    },
  );

  it('the sources reach Apple only through the headers', () => {
    expect(metalFiles().flatMap(pastHeaders)).toEqual([]);
  });
});

describe('binding.gyp', () => {
  const text = readFileSync(path.join(NATIVE, 'binding.gyp'), 'utf8');

  it('builds for the macOS that the table is compared for', () => {
    expect(text).toContain(`"MACOSX_DEPLOYMENT_TARGET": "${DEPLOYMENT_TARGET}"`);
  });

  it('builds every source that is compiled here as on a Mac', () => {
    const missing = SOURCES.filter((source) => !text.includes(`"${path.relative(NATIVE, source)}"`));
    expect(missing).toEqual([]);
  });
});

describe('the table', () => {
  const table = readTable();

  it('names a source for each row', () => {
    const file = path.join(import.meta.dirname, 'sources.json');
    const known = Object.keys(JSON.parse(readFileSync(file, 'utf8')));
    const named = new Set(table.flatMap(({ sources }) => sources));
    expect([...named].sort()).toEqual(known.sort());
  });

  it('says each thing once', () => {
    const places = new Map<string, string[]>();
    for (const { key, place } of table) places.set(key, [...(places.get(key) ?? []), place]);
    expect([...places].filter(([, all]) => all.length > 1)).toEqual([]);
  });
});
