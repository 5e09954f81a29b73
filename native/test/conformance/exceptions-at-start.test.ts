import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { packageRoot } from '../../device/root.ts';
import type { NativeDevice } from '../../types.ts';
import { extent } from '../extent.ts';

// Exceptions while the double's GPU is found and probed, which happens when the first thread to use it asks for devices.
// Nothing of this file keeps it in use, so that each thread is the first.
if (process.platform !== 'darwin') process.env.TILESCOPE_BACKEND ??= 'metal-double';
afterEach(() => {
  delete process.env.TILESCOPE_DOUBLE_FAULT;
});

/** How many messages are sent, at least. */
const MESSAGES = 50;
const EVERY = MESSAGES / extent('messages that raise while a GPU is found', 5, MESSAGES);

interface Start {
  /** Of devices(), asked for twice. */
  failures: { code: string; message: string }[];
  devices: NativeDevice[];
}

/** Finds the devices on a new thread. */
async function start(fault: string): Promise<Start> {
  process.env.TILESCOPE_DOUBLE_FAULT = fault;
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData).then(async ({ native }) => {
      const failures = [];
      const fail = ({ code, message }) => void failures.push({ code, message });
      const devices = (await native.devices().catch(fail)) ?? (await native.devices().catch(fail));
      parentPort.postMessage({ failures, devices });
    });`;
  const index = join(packageRoot(), 'native/index.ts');
  const worker = new Worker(program, { eval: true, workerData: index });
  const [message] = await once(worker, 'message');
  await worker.terminate();
  return message;
}

describe.skipIf(process.platform === 'darwin' || process.env.TILESCOPE_DOUBLE_GPU)(
  'exceptions at the start',
  () => {
    test('a GPU that raises when it is found: the next call finds it', async () => {
      const { failures, devices } = await start('exception:newCommandQueue@1');
      const message = 'macOS raised NSInternalInconsistencyException: requested of newCommandQueue';
      expect(failures).toEqual([{ code: 'DRIVER_EXCEPTION', message }]);
      expect(devices.map(({ id }) => id)).toEqual(['metal', 'cpu']);
    });

    test.each(['newLibraryWithSource:options:error:', 'dispatchThreads:threadsPerThreadgroup:'])(
      'a GPU that raises %s when it is probed: it is offered without what the probe would have shown',
      async (selector) => {
        const { failures, devices } = await start(`exception:${selector}`);
        expect(failures).toEqual([]);
        expect(devices[0]).toMatchObject({ id: 'metal', simdWidth: 32, gpu: { counterSampling: false } });
      },
    );

    test('any message', async () => {
      let wholes = 0;
      for (let message = 1; wholes < 2; message += EVERY) {
        const { failures, devices } = await start(`exception@${message}`);
        for (const { code } of failures) expect(code).toBe('DRIVER_EXCEPTION');
        expect(devices[0]).toMatchObject({ id: 'metal' });
        const isWhole = failures.length === 0 && devices[0]?.gpu?.counterSampling;
        wholes = isWhole ? wholes + 1 : 0;
      }
    });
  },
);
