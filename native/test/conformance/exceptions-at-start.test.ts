import { describe, expect, test } from 'vitest';
import { extent } from '../extent.ts';
import { start } from './start.ts';

// Exceptions while the double's GPU is found and probed, which happens when the first thread to use it asks for devices.
// Nothing of this file keeps it in use, so that each thread is the first.
if (process.platform !== 'darwin') process.env.TILESCOPE_BACKEND ??= 'metal-double';

/** How many messages are sent, at least. */
const MESSAGES = 50;
const EVERY = MESSAGES / extent('messages that raise while a GPU is found', 5, MESSAGES);

const raising = (fault: string) => start({ TILESCOPE_DOUBLE_FAULT: fault });

describe.skipIf(process.platform === 'darwin' || process.env.TILESCOPE_DOUBLE_GPU)(
  'exceptions at the start',
  () => {
    test('a GPU that raises when it is found: the next call finds it', async () => {
      const { failures, devices } = await raising('exception:newCommandQueue@1');
      const message = 'macOS raised NSInternalInconsistencyException: requested of newCommandQueue';
      expect(failures).toEqual([{ code: 'DRIVER_EXCEPTION', message }]);
      expect(devices.map(({ id }) => id)).toEqual(['metal', 'cpu']);
    });

    test.each(['newLibraryWithSource:options:error:', 'dispatchThreads:threadsPerThreadgroup:'])(
      'a GPU that raises %s when it is probed: it is offered without what the probe would have shown',
      async (selector) => {
        const { failures, devices } = await raising(`exception:${selector}`);
        expect(failures).toEqual([]);
        expect(devices[0]).toMatchObject({ id: 'metal', simdWidth: 32, gpu: { counterSampling: false } });
      },
    );

    test('any message', async () => {
      let wholes = 0;
      for (let message = 1; wholes < 2; message += EVERY) {
        const { failures, devices } = await raising(`exception@${message}`);
        for (const { code } of failures) expect(code).toBe('DRIVER_EXCEPTION');
        expect(devices[0]).toMatchObject({ id: 'metal' });
        const isWhole = failures.length === 0 && devices[0]?.gpu?.counterSampling;
        wholes = isWhole ? wholes + 1 : 0;
      }
    });
  },
);
