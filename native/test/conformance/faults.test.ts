import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import type { NativePass } from '../../types.ts';
import { fill, HEADER, prepare } from '../harness.ts';
import { gpus, isDouble, needsIndirect } from './devices.ts';
import { failure } from './failure.ts';

// Faults of a GPU, which only the double can produce on request.

const KERNEL = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] += 1; }`;
const unseen = () => `${KERNEL}\n// ${Date.now()} ${Math.random()}`;
const LAUNCH = { kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;

const inject = (fault: string) => {
  process.env.TILESCOPE_DOUBLE_FAULT = fault;
};
const heal = () => {
  delete process.env.TILESCOPE_DOUBLE_FAULT;
};

const cacheFolder = mkdtempSync(join(tmpdir(), 'tilescope-faults-'));
beforeAll(() => {
  process.env.TILESCOPE_CACHE = cacheFolder;
});
afterEach(heal);
afterAll(() => rmSync(cacheFolder, { recursive: true }));

describe.runIf(isDouble).each(gpus)('faults on $id', ({ id, gpu }) => {
  let pass: NativePass;
  const works = async () => {
    expect((await native.execute(id, [pass], { timeoutMs: 60_000 })).gpuNs).toBeGreaterThan(0);
  };

  beforeAll(async () => {
    pass = (await prepare(KERNEL, { ...LAUNCH, device: id, arguments: [fill(32)] })).pass;
  });

  test('a compile error', async () => {
    inject('compile-error');
    const error = await failure(native.compile(id, unseen()));
    expect(error.code).toBe('COMPILE_FAILED');
    expect(error.diagnostics[0]).toMatchObject({ severity: 'error' });
    heal();
    expect((await native.compile(id, unseen())).kernels).toHaveLength(1);
  });

  test('a compile error without a place in the text', async () => {
    inject('compile-error:internal');
    const message = 'Compiler encountered an internal error';
    const nowhere = { file: null, severity: 'error', line: 0, column: 0, message };
    const error = await failure(native.compile(id, unseen()));
    expect(error).toMatchObject({ code: 'COMPILE_FAILED', message, diagnostics: [nowhere] });
  });

  test('a pipeline that the driver refuses', async () => {
    const library = await native.compile(id, unseen());
    inject('pipeline-failure');
    const error = await failure(native.pipeline(library, 'k'));
    expect([error.code, error.message]).toEqual(['PIPELINE_FAILED', expect.stringMatching(/^k: the driver/)]);
    heal();
    expect((await native.pipeline(library, 'k')).name).toBe('k'); // failures are not cached
  });

  test('a peak kernel that the GPU does not support', async () => {
    inject('pipeline-failure');
    expect((await failure(native.peak(id, { milliseconds: 1 }))).code).toBe('PIPELINE_FAILED');
    inject('pipeline-failure@2');
    const { gflops, source } = await native.peak(id, { milliseconds: 1 });
    expect([gflops > 0, source]).toEqual([true, 'measured: multiply-adds in registers, on the whole GPU']);
  });

  test('a command buffer that fails once', async () => {
    inject('command-buffer-error@2');
    await works();
    const error = await failure(native.execute(id, [pass]));
    expect(error.code).toBe('COMMAND_BUFFER_FAILED');
    expect(error.message).toContain('encoder "passes"');
    await works();
  });

  test.each([
    ['none', 'COMMAND_BUFFER_FAILED', /^A command buffer failed/],
    ['timeout', 'TIMED_OUT', /ran too long.*shorter samples/],
    ['page-fault', 'OUT_OF_BOUNDS', /memory it was not given/],
    ['access-revoked', 'DEVICE_LOST', /after earlier errors.*Resume in a new process/],
    ['not-permitted', 'DEVICE_LOST', /does not permit this process/],
    ['out-of-memory', 'OUT_OF_MEMORY', /ran out of memory/],
    ['invalid-resource', 'COMMAND_BUFFER_FAILED', /was freed/],
    ['memoryless', 'COMMAND_BUFFER_FAILED', /^A command buffer failed/],
    ['device-removed', 'DEVICE_LOST', /removed or reset/],
    ['stack-overflow', 'STACK_OVERFLOW', /overflowed its stack/],
  ])('a command buffer that ends with %s', async (kind, code, message) => {
    inject(`command-buffer-error:${kind}@1`);
    const error = await failure(native.execute(id, [pass]));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(error.message).toMatch(/A requested error; encoder "passes" at fault($|\. )/);
    await works();
  });

  test('a command buffer that is discarded for the fault of another', async () => {
    inject('command-buffer-error:victim@1');
    const error = await failure(native.execute(id, [pass]));
    expect([error.code, error.message]).toEqual([
      'COMMAND_BUFFER_FAILED',
      expect.stringMatching(/other work on the GPU had failed: Discarded .*\. Try again\.$/),
    ]);
    await works();
  });

  test('a failed transfer', async () => {
    const buffer = await native.buffer(id, 64, { storage: 'private' });
    inject('command-buffer-error');
    expect((await failure(native.read(buffer))).code).toBe('COMMAND_BUFFER_FAILED');
    expect((await failure(native.write(buffer, fill(4)))).code).toBe('COMMAND_BUFFER_FAILED');
    heal();
    native.release(buffer);
  });

  test('out of memory', async () => {
    inject('out-of-memory');
    for (const storage of ['shared', 'private'] as const)
      expect((await failure(native.buffer(id, 64, { storage }))).code).toBe('OUT_OF_MEMORY');
    heal();
    await works();
  });

  test('out of memory for indirect commands', async (context) => {
    needsIndirect(context, { gpu });
    inject('out-of-memory');
    const indirect = await failure(native.execute(id, [pass], { encoding: 'indirect' }));
    expect([indirect.code, indirect.message]).toEqual([
      'OUT_OF_MEMORY',
      expect.stringContaining('1 commands'),
    ]);
    heal();
    await works();
  });

  test('counters that read zero are ignored', async ({ skip }) => {
    skip(gpu?.counterSampling === false, 'the GPU has no counters');
    inject('counters-zero');
    expect((await native.execute(id, [pass])).encoderNs).toBeNull();
    heal();
    expect((await native.execute(id, [pass])).encoderNs).toBeGreaterThan(0);
  });

  test('a hot machine', () => {
    inject('thermal-serious');
    expect(native.conditions().thermalState).toBe('serious');
    heal();
    expect(native.conditions().thermalState).toBe('nominal');
  });

  test('a lost GPU', async () => {
    inject('device-lost');
    expect((await failure(native.execute(id, [pass]))).code).toBe('DEVICE_LOST');
    heal();
  });

  test('a GPU that hangs is given up', async () => {
    inject('hang');
    const first = await failure(native.execute(id, [pass], { timeoutMs: 100 }));
    expect([first.code, first.message]).toEqual(['TIMED_OUT', expect.stringContaining('100 ms')]);
    const second = await failure(native.execute(id, [pass], { timeoutMs: 100 }));
    expect([second.code, second.message]).toEqual([
      'DEVICE_LOST',
      expect.stringContaining('exceeded its time limit'),
    ]);
    heal(); // lets the hanging command buffer end
    await works();
  });
});
