import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { extent } from '../../native/test/extent.ts';
import { bundleChunks } from '../ipc/bundle/write.ts';
import { bundleText } from '../ipc/bundle.ts';
import { sampleDecisions, sampleRun } from '../ipc/fixture/sample-run.ts';
import { importBundle } from '../store/import-run.ts';
import { RunStore } from '../store/run-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tilescope-mutated-'));
const store = new RunStore(join(folder, 'store.sqlite'));
afterAll(() => {
  store.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const TEXT = bundleText(sampleRun({ decisions: sampleDecisions }));
const CODES = ['BAD_BUNDLE', 'READ_FAILED', 'RUN_EXISTS'];

type Random = () => number;

/** Uniform on [0, 1): mulberry32. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const choose = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random() * values.length)] as T;

/** Values that are wrong nearly everywhere, and a few that are right in places. */
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  0.5,
  1e300,
  -1e-300,
  2 ** 53,
  '',
  'x',
  '\u001b[2J',
  '\u202e',
  '\0',
  '\ud800',
  [],
  {},
  [[]],
  '__proto__',
  'constructor',
  'ok',
  'running',
  'finished',
  64,
  1000,
  '2026-01-02T03:04:05.678Z',
];

/** Every place in a value where something stands. */
function places(value: unknown): { of: Record<string, unknown>; name: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const of = value as Record<string, unknown>;
  return Object.keys(of).flatMap((name) => [{ of, name }, ...places(of[name])]);
}

/** A bundle whose structure was changed. */
function changed(
  change: (random: Random, place: { of: Record<string, unknown>; name: string }, all: unknown) => void,
) {
  return (random: Random) => {
    const bundle: unknown = JSON.parse(TEXT);
    change(random, choose(random, places(bundle)), bundle);
    return Buffer.from(JSON.stringify(bundle));
  };
}

const MUTATIONS: Readonly<Record<string, (random: Random) => Uint8Array>> = {
  'another value': changed((random, { of, name }) => {
    of[name] = choose(random, VALUES);
  }),
  'a number scaled': changed((random, _place, bundle) => {
    const { of, name } = choose(
      random,
      places(bundle).filter((one) => typeof one.of[one.name] === 'number'),
    );
    of[name] = (of[name] as number) * choose(random, [-1, 0, 1.5, 1e9, 1e-9]);
  }),
  'something missing': changed((_random, { of, name }) => {
    if (Array.isArray(of)) of.splice(Number(name), 1);
    else delete of[name];
  }),
  'something more': changed((random, { of }) => {
    if (Array.isArray(of)) of.push(choose(random, VALUES));
    else of[choose(random, ['extra', '__proto__', 'toString', 'id', 'note'])] = choose(random, VALUES);
  }),
  'something from elsewhere': changed((random, { of, name }, bundle) => {
    const other = choose(random, places(bundle));
    of[name] = structuredClone(other.of[other.name]);
  }),
  'two swapped': changed((random, { of, name }) => {
    const other = choose(random, Object.keys(of));
    [of[name], of[other]] = [of[other], of[name]];
  }),
  'bytes changed': (random) => {
    const bytes = Buffer.from(TEXT);
    for (let i = 0; i < 1 + random() * 4; i++)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return bytes;
  },
  'a piece missing': (random) => {
    const [from, length] = [Math.floor(random() * TEXT.length), Math.floor(random() ** 3 * 2000)];
    return Buffer.from(TEXT.slice(0, from) + TEXT.slice(from + length));
  },
  'a piece twice': (random) => {
    const [from, length] = [Math.floor(random() * TEXT.length), Math.floor(random() ** 3 * 2000)];
    return Buffer.from(TEXT.slice(0, from + length) + TEXT.slice(from));
  },
  'brackets in between': (random) => {
    const at = Math.floor(random() * TEXT.length);
    return Buffer.from(
      TEXT.slice(0, at) +
        choose(random, ['[', ']', '{', '}', '"', '\\', ',', ':', '\ufeff', '[[[']) +
        TEXT.slice(at),
    );
  },
  'other white space': (random) => {
    const space = choose(random, ['\t', '\r\n', '  ', '\u00a0', '']);
    return Buffer.from(choose(random, ['', '\ufeff']) + TEXT.replaceAll('\n', space));
  },
};

const KINDS = Object.entries(MUTATIONS);
const COUNT = extent('mutated bundles', 440, 2000);

it(`imports or refuses ${COUNT} mutated bundles`, async () => {
  const path = join(folder, 'bundle.json');
  const refused = new Map<string, number>();
  let imported = 0;
  for (let seed = 0; seed < COUNT; seed++) {
    const [kind, mutate] = KINDS[seed % KINDS.length] as (typeof KINDS)[number];
    const where = `${kind}, seed ${seed}`;
    writeFileSync(path, mutate(randomOf(seed)));
    const result = await importBundle(store, path);
    if (!result.ok) {
      expect(CODES, where).toContain(result.error.code);
      expect(result.error.message, where).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      refused.set(result.error.code, (refused.get(result.error.code) ?? 0) + 1);
      expect(store.headers(), where).toEqual([]);
      continue;
    }
    imported++;
    const exported = textOf(result.value.runId);
    store.delete(result.value.runId);
    writeFileSync(path, exported);
    expect(await importBundle(store, path), where).toEqual(result);
    expect(textOf(result.value.runId), where).toBe(exported);
    store.delete(result.value.runId);
  }
  console.log(
    `${COUNT} mutated bundles: ${imported} imported, refused ${JSON.stringify(Object.fromEntries(refused))}`,
  );
  expect(imported).toBeGreaterThan(COUNT / 50);
  expect(imported).toBeLessThan(COUNT);
});

function textOf(runId: string): string {
  const header = store.header(runId);
  if (!header) throw new Error(`there is no run ${runId}`);
  const whole = { ...header, ...store.programs(runId), ...store.decided(runId) };
  return [...bundleChunks(whole, store.cells(runId))].join('');
}
