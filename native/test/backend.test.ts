import { expect, test } from 'vitest';
import { native } from '../index.ts';

test('refuses an unknown backend and names the known ones', async () => {
  process.env.TILESCOPE_BACKEND = 'vulkan';
  await expect(native.devices()).rejects.toMatchObject({
    code: 'BAD_ARGUMENT',
    message: expect.stringMatching(/= vulkan: expected system, metal-double/),
  });
});
