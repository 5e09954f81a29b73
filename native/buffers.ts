import { addon, type BufferHandle } from './addon.ts';
import type { DeviceBuffer, Native } from './types.ts';
import { checkCount, checkDevice, coded, known } from './validation.ts';

const handles = new WeakMap<DeviceBuffer, BufferHandle>();

/** The addon's handle of a buffer. Throws NativeError BAD_ARGUMENT. */
export function handleOf(buffer: DeviceBuffer): BufferHandle {
  return known(handles, buffer, 'buffer');
}

export const bufferMethods = {
  buffer: (device, sizeBytes) =>
    coded(async () => {
      checkDevice(device);
      checkCount('sizeBytes', sizeBytes, 1);
      const buffer: DeviceBuffer = { sizeBytes };
      handles.set(buffer, addon().allocate(sizeBytes));
      return buffer;
    }),

  write: (buffer, data, offsetBytes = 0) =>
    coded(async () => {
      checkCount('offsetBytes', offsetBytes, 0);
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      addon().write(handleOf(buffer), bytes, offsetBytes);
    }),

  read: (buffer, offsetBytes = 0, sizeBytes = buffer.sizeBytes - offsetBytes) =>
    coded(async () => {
      checkCount('offsetBytes', offsetBytes, 0);
      checkCount('sizeBytes', sizeBytes, 0);
      return addon().read(handleOf(buffer), offsetBytes, sizeBytes);
    }),

  release: (buffer) => addon().release(handleOf(buffer)),
} satisfies Partial<Native>;
