import { NativeError } from '../error.ts';
import type { DeclaredMemory } from '../msl/index.ts';
import type { NativeDevice } from '../types.ts';

/**
 * Refuses a text with a kernel that declares more threadgroup memory than the device has: no pipeline can be made of
 * it, and Apple's compiler fails on it obscurely. Throws NativeError THREADGROUP_MEMORY_EXCEEDED.
 */
export function checkDeclaredMemory(
  kernels: readonly DeclaredMemory[],
  { maxThreadgroupBytes }: NativeDevice,
): void {
  for (const { name, place, threadgroupBytes } of kernels) {
    if ((threadgroupBytes ?? 0) <= maxThreadgroupBytes) continue;
    const message = `${name} declares ${threadgroupBytes} bytes of threadgroup memory; the limit is ${maxThreadgroupBytes}`;
    throw new NativeError('THREADGROUP_MEMORY_EXCEEDED', message, [{ severity: 'error', ...place, message }]);
  }
}
