import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../device/root.ts';
import { native } from '../../index.ts';
import { fill, HEADER, prepare } from '../harness.ts';
import { gpus, isAppleDouble } from './devices.ts';

// The archives in which a GPU's pipelines outlive the process.

const unseen = () => `${HEADER}// ${Date.now()} ${Math.random()}
kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] += 1; }`;
const LAUNCH = { kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;

const inject = (fault: string) => {
  process.env.TILESCOPE_DOUBLE_FAULT = fault;
};
const heal = () => {
  delete process.env.TILESCOPE_DOUBLE_FAULT;
};

let cacheFolder: string;
beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'tilescope-archives-'));
  process.env.TILESCOPE_CACHE = cacheFolder;
});
afterEach(() => {
  heal();
  rmSync(cacheFolder, { recursive: true });
});

const archives = () => {
  const folder = join(cacheFolder, 'metal');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
};

const make = async (device: string, source: string) =>
  native.pipeline(await native.compile(device, source), 'k');

/** Whether an archive has the pipeline, whatever this process has in memory. */
const isStored = async (device: string, source: string) =>
  (await native.pipeline(await native.compile(device, source, { caches: 'stored' }), 'k')).cached;

/** Whether another process, which takes a second to start, finds the pipeline in an archive; it stores it if not. */
function isCached(device: string, source: string): boolean {
  const program = `
    import { native } from ${JSON.stringify(join(packageRoot(), 'native/index.ts'))};
    const library = await native.compile(${JSON.stringify(device)}, ${JSON.stringify(source)});
    const { cached } = await native.pipeline(library, 'k');
    await native.storePipelines();
    console.log(cached);`;
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  return told.trim() === 'true';
}

/** Whether the work settles in a while. */
const settles = (work: Promise<unknown>) =>
  Promise.race([work.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 200))]);

// GPUs of virtual machines have no archives.
describe.each(gpus.filter(({ gpu }) => gpu?.metal !== null))('pipeline archives of $id', ({ id }) => {
  test('are written when that is asked for, never while kernels are executed', async () => {
    const source = unseen();
    const { pass, free } = await prepare(source, { ...LAUNCH, device: id, arguments: [fill(32)] });
    for (let sample = 0; sample < 20; sample++) await native.execute(id, [pass], { duplicates: 5 });
    expect(archives()).toEqual([]);
    await native.storePipelines();
    expect(archives()).toEqual([expect.stringMatching(/\.metalar$/)]);
    expect(await isStored(id, source)).toBe(true);
    free();
  });

  test('are read where only what is stored may answer, and neither read nor written without caches', async () => {
    const source = unseen();
    await make(id, source);
    await native.storePipelines();
    const stored = archives();
    const anew = await native.pipeline(await native.compile(id, source, { caches: 'none' }), 'k');
    expect([anew.cached, await isStored(id, source)]).toEqual([false, true]);
    await native.pipeline(await native.compile(id, unseen(), { caches: 'none' }), 'k');
    await native.storePipelines();
    expect(archives()).toEqual(stored);
  });

  test.runIf(process.getuid?.() === 0)(
    'of another owner are replaced, and those that are used say so',
    async () => {
      const source = unseen();
      expect(isCached(id, source)).toBe(false);
      const [archive = ''] = archives();
      utimesSync(archive, 0, 0);
      expect(isCached(id, source)).toBe(true);
      expect(Date.now() - statSync(archive).mtimeMs).toBeLessThan(3_600_000);
      chownSync(archive, 12345, 12345);
      expect(isCached(id, source)).toBe(false);
      expect(statSync(archive).uid).toBe(0);
      expect(isCached(id, source)).toBe(true);
    },
  );

  test('that are damaged are replaced', async () => {
    const source = unseen();
    await make(id, source);
    await native.storePipelines();
    writeFileSync(archives()[0] ?? '', 'no archive');
    expect(isCached(id, source)).toBe(false);
    expect(isCached(id, source)).toBe(true);
  });
});

describe.runIf(isAppleDouble).each(gpus)('pipeline archives of $id that cannot be written', ({ id }) => {
  test.each([
    ['pipeline-failure', 'the driver refuses the function'],
    ['exception:addComputePipelineFunctionsWithDescriptor:error:', 'the driver raises'],
    ['exception:serializeToURL:error:', 'writing raises'],
  ])('%s: %s', async (fault) => {
    const source = unseen();
    const { pass, free } = await prepare(source, { ...LAUNCH, device: id, arguments: [fill(32)] });
    inject(fault);
    await native.storePipelines();
    heal();
    expect(archives()).toEqual([]);
    expect((await native.execute(id, [pass])).wallNs).toBeGreaterThan(0);
    expect(await isStored(id, source)).toBe(false);
    free();
  });

  test('one that raises when it is opened is compiled and replaced', async () => {
    const source = unseen();
    isCached(id, source);
    inject('exception:newBinaryArchiveWithDescriptor:error:@1');
    expect((await make(id, source)).cached).toBe(false);
    await native.storePipelines();
    heal();
    expect(await isStored(id, source)).toBe(true);
  });

  test('while one is being written, pipelines are handed over and executions wait', async () => {
    const { pass, free } = await prepare(unseen(), { ...LAUNCH, device: id, arguments: [fill(32)] });
    inject('archive-stall');
    const stored = native.storePipelines();
    const next = unseen();
    expect((await make(id, next)).name).toBe('k');
    const executed = native.execute(id, [pass]);
    expect(await settles(executed)).toBe(false);
    heal();
    await Promise.all([stored, executed]);
    expect(archives()).toHaveLength(1);
    await native.storePipelines();
    expect(await isStored(id, next)).toBe(true);
    free();
  });
});
