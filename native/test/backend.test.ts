import { expect, test } from 'vitest';
import { native } from '../index.ts';

test('an unknown backend is refused, and the others are named', async () => {
  process.env.TILESCOPE_BACKEND = 'vulkan';
  await expect(native.devices()).rejects.toMatchObject({
    code: 'BAD_ARGUMENT',
    message: expect.stringMatching(/= vulkan: expected system, metal-double/),
  });
});
