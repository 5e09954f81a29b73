import { describe, expect, test } from 'vitest';
import { native } from '../../index.ts';
import { extent, reportProgress } from '../extent.ts';
import { fill, HEADER, prepare } from '../harness.ts';
import { gpus, isDouble, needsRoutine } from './devices.ts';
import { failure } from './failure.ts';
import { expectObjects, settledObjects } from './live-objects.ts';
import { runAttention, runProduct } from './run-routine.ts';

const KERNEL = `${HEADER}kernel void k(device float *out [[buffer(0)]], uint i [[thread_position_in_grid]]) { out[i] += 1; }`;

const EXECUTIONS = extent('Metal executions in the search for leaked objects', 300, 10_000);

describe.runIf(isDouble).each(gpus)(`${EXECUTIONS} executions on $id`, ({ id, gpu }) => {
  test('leak no object', async () => {
    const launch = { device: id, kernel: 'k', threadsPerThreadgroup: [32, 1, 1] } as const;
    const { pass, buffers, free } = await prepare(KERNEL, { ...launch, arguments: [fill(32)] });
    const [out] = buffers;
    if (!out) throw new RangeError('no buffer');
    // A failure must leak nothing either.
    const fail = async () => {
      process.env.TILESCOPE_DOUBLE_FAULT = 'command-buffer-error';
      const { code } = await failure(native.execute(id, [pass]));
      expect(code).toBe('COMMAND_BUFFER_FAILED');
      delete process.env.TILESCOPE_DOUBLE_FAULT;
    };
    const encodings = gpu?.indirectEncoding ? (['direct', 'indirect'] as const) : (['direct'] as const);
    const page = new Uint8Array(1 << 12);
    const report = reportProgress('executions', EXECUTIONS);
    const repeat = async (times: number) => {
      for (let i = 0; i < times; i++) {
        report(i);
        const storage = i % 10 === 0 ? 'private' : 'shared';
        const extra = await native.buffer(id, page.byteLength, { storage });
        await native.write(extra, page);
        await native.execute(id, [pass], { encoding: encodings[i % encodings.length] });
        if (i % 100 === 0) await fail();
        native.release(extra);
      }
    };
    const first = EXECUTIONS / 20;
    await repeat(first);
    const before = await settledObjects();
    await repeat(EXECUTIONS);
    await expectObjects(before);
    expect(new Float32Array(await native.read(out))[0]).toBe(first + EXECUTIONS);
    free();
  });
});

describe.runIf(isDouble).each(gpus)('routines on $id', ({ id }) => {
  test.for([
    ['mps-matmul', 'padded rows', 5],
    ['mpsgraph-matmul', 'one command buffer', 5],
    ['mpsgraph-matmul', 'several command buffers', 130],
  ] as const)('%s (%s) leaks no object', async ([name, _, size], context) => {
    await needsRoutine(context, id, name);
    const shape = { m: size, n: size, k: 3, dtype: 'f16', transposeA: true, transposeB: true } as const;
    await leavesNothing(() => runProduct(id, name, shape, { duplicates: 3 }));
  });

  test.for(['mps-attention', 'mpsgraph-attention'] as const)('%s leaks no object', async (name, context) => {
    await needsRoutine(context, id, name);
    const shape = { heads: 2, rows: 5, columns: 7, d: 3, scale: 1, causal: true, dtype: 'f32' } as const;
    await leavesNothing(() => runAttention(id, name, shape));
  });

  async function leavesNothing(run: () => Promise<unknown>) {
    const repeat = async (times: number) => {
      for (let i = 0; i < times; i++) await run();
    };
    await repeat(2);
    const before = await settledObjects();
    await repeat(20);
    await expectObjects(before);
  }
});
