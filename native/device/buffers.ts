import type { BufferOptions, DeviceBuffer, Native } from '../types.ts';
import { addon } from './addon.ts';
import type { BufferHandle } from './addon-types.ts';
import { driverOf } from './devices.ts';
import { checkChoice, checkCount, checkOwner, coded, known } from './validation.ts';

const PLACEMENTS: readonly NonNullable<BufferOptions['placement']>[] = ['start', 'end'];
const STORAGE: readonly NonNullable<BufferOptions['storage']>[] = ['shared', 'private'];

const buffers = new WeakMap<DeviceBuffer, { handle: BufferHandle; device: string }>();

/** The addon's handle for a buffer of `device`. Throws NativeError BAD_ARGUMENT. */
export function handleOf(buffer: DeviceBuffer, device: string): BufferHandle {
  const { handle, device: owner } = known(buffers, buffer, 'buffer');
  checkOwner('The buffer', owner, device);
  return handle;
}

const anyHandleOf = (buffer: DeviceBuffer) => known(buffers, buffer, 'buffer').handle;

export const releaseBuffer = (buffer: DeviceBuffer) => addon().release(anyHandleOf(buffer));

export const bufferMethods = {
  buffer: (device, sizeBytes, { storage = 'shared', placement = 'start' } = {}) =>
    coded(async () => {
      await driverOf(device);
      checkCount('sizeBytes', sizeBytes, 1);
      checkChoice('storage', storage, STORAGE);
      checkChoice('placement', placement, PLACEMENTS);
      const buffer: DeviceBuffer = { sizeBytes };
      const handle = await addon().allocate(device, sizeBytes, storage === 'private', placement === 'end');
      buffers.set(buffer, { handle, device });
      return buffer;
    }),

  write: (buffer, data, offsetBytes = 0) =>
    coded(async () => {
      checkCount('offsetBytes', offsetBytes, 0);
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      await addon().write(anyHandleOf(buffer), bytes, offsetBytes);
    }),

  read: (buffer, offsetBytes = 0, sizeBytes = buffer.sizeBytes - offsetBytes) =>
    coded(async () => {
      checkCount('offsetBytes', offsetBytes, 0);
      checkCount('sizeBytes', sizeBytes, 0);
      return addon().read(anyHandleOf(buffer), offsetBytes, sizeBytes);
    }),
} satisfies Partial<Native>;
