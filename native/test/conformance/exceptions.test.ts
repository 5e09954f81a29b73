import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NativeError, toNativeError } from '../../error.ts';
import { native } from '../../index.ts';
import { gpus, isAppleDouble } from './devices.ts';
import { DRIVER_CALLS } from './driver-calls.ts';
import { collectGarbage, expectObjects, settledObjects } from './live-objects.ts';

// Exceptions of Objective-C from the driver, which only the double raises on request: a call fails with the exception's
// name and reason, the process lives, and nothing is left behind.

type Call = keyof typeof DRIVER_CALLS;

/** Of each kind of call some messages, and where they are sent. */
const MESSAGES: readonly (readonly [Call, string, string])[] = [
  ['compile', 'newLibraryWithSource:options:completionHandler:', 'the call'],
  ['compile', 'newFunctionWithName:', 'the completion handler'],
  ['pipeline', 'newFunctionWithName:constantValues:completionHandler:', 'the call'],
  ['pipeline', 'setConstantValue:type:atIndex:', 'the call'],
  ['pipeline', 'newComputePipelineStateWithDescriptor:options:completionHandler:', 'the first handler'],
  ['pipeline', 'bindings', 'the second handler'],
  ['shared buffer', 'newBufferWithLength:options:', 'the call'],
  ['shared buffer', 'addAllocation:', 'the residency set'],
  ['private buffer', 'fillBuffer:range:value:', 'an open encoder'],
  ['transfer', 'copyFromBuffer:sourceOffset:toBuffer:destinationOffset:size:', 'an open encoder'],
  ['execution', 'commandBufferWithDescriptor:', 'the queue'],
  ['execution', 'computeCommandEncoderWithDescriptor:', 'the command buffer'],
  ['execution', 'dispatchThreads:threadsPerThreadgroup:', 'an open encoder'],
  ['execution', 'endEncoding', 'an open encoder'],
  ['execution', 'addCompletedHandler:', 'the command buffer'],
  ['execution', 'commit', 'the command buffer'],
  ['execution', 'GPUStartTime', 'the completed command buffer'],
  ['indirect execution', 'newIndirectCommandBufferWithDescriptor:maxCommandCount:options:', 'the call'],
  ['indirect execution', 'indirectComputeCommandAtIndex:', 'the indirect command buffer'],
  ['indirect execution', 'executeCommandsInBuffer:withRange:', 'an open encoder'],
  ['MPS routine', 'initWithBuffer:descriptor:', 'MPS'],
  ['MPS execution', 'encodeToCommandBuffer:leftMatrix:rightMatrix:resultMatrix:', 'MPS'],
  [
    'MPSGraph routine',
    'compileWithDevice:feeds:targetTensors:targetOperations:compilationDescriptor:',
    'MPSGraph',
  ],
  ['MPSGraph execution', 'encodeToCommandBuffer:inputsArray:resultsArray:executionDescriptor:', 'MPSGraph'],
  ['routines', 'operatingSystemVersion', 'the process info'],
  ['conditions', 'thermalState', 'the process info'],
  ['activity', 'beginActivityWithOptions:reason:', 'the process info'],
];

/** So many messages in a row may raise without a failure: when memory is freed or an archive is read. */
const QUIET = 12;

const inject = (fault: string) => {
  process.env.TILESCOPE_DOUBLE_FAULT = fault;
};
const heal = () => {
  delete process.env.TILESCOPE_DOUBLE_FAULT;
};

/** The error of a call that may fail only by an exception; null if it succeeds. */
const errorOf = async (call: () => Promise<unknown>): Promise<NativeError | null> => {
  const error = await call().then(
    () => null,
    (reason) => toNativeError(reason),
  );
  if (error && !(error instanceof NativeError)) throw error;
  return error as NativeError | null;
};

/** Of calls whose results have no release(), and of the archives that wait to be stored. */
const dropResults = async () => {
  await native.storePipelines();
  await collectGarbage();
};

const cacheFolder = mkdtempSync(join(tmpdir(), 'tilescope-exceptions-'));
beforeAll(() => {
  process.env.TILESCOPE_CACHE = cacheFolder;
});
afterEach(heal);
afterAll(() => rmSync(cacheFolder, { recursive: true }));

describe.runIf(isAppleDouble).each(gpus)('exceptions on $id', (device) => {
  test.each(MESSAGES)('%s: of %s, in %s', async (kind, selector) => {
    const call = await DRIVER_CALLS[kind](device);
    inject(`exception:${selector}@1`);
    expect(await errorOf(call)).toMatchObject({
      code: 'DRIVER_EXCEPTION',
      message: `macOS raised NSInternalInconsistencyException: requested of ${selector}`,
    });
    heal();
    expect(await errorOf(call)).toBeNull();
  });

  test.each(['removeAllocation:', 'commit'])('of %s, when a buffer is released', async (selector) => {
    const buffer = await native.buffer(device.id, 64);
    inject(`exception:${selector}@1`);
    native.release(buffer);
    heal();
    expect(await errorOf(await DRIVER_CALLS.execution(device))).toBeNull();
  });

  test.each(Object.keys(DRIVER_CALLS) as Call[])('%s: of any message', async (kind) => {
    const call = await DRIVER_CALLS[kind](device);
    await call();
    await dropResults();
    const before = await settledObjects();
    let raised = 0;
    for (let message = 1, quiet = 0; quiet < QUIET; message++) {
      inject(`exception@${message}`);
      const error = await errorOf(call);
      if (error) expect(error).toMatchObject({ code: 'DRIVER_EXCEPTION' });
      if (error) raised++;
      quiet = error ? 0 : quiet + 1;
    }
    expect(raised).toBeGreaterThan(0);
    heal();
    expect(await errorOf(call)).toBeNull();
    await dropResults();
    await expectObjects(before);
  });
});
