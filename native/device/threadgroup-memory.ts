import { NativeError } from '../error.ts';
import type { DeclaredMemory } from '../msl/index.ts';
import type { NativeDevice } from '../types.ts';

/**
 * Refuses a text all of whose kernels declare more threadgroup memory than the device has. If others do not, each is
 * refused when its pipeline is made. Throws NativeError THREADGROUP_MEMORY_EXCEEDED.
 */
export function checkDeclaredMemory(kernels: readonly DeclaredMemory[], device: NativeDevice): void {
  const [first] = kernels;
  if (first && kernels.every((kernel) => exceeds(kernel, device))) throw refusal(first, device);
}

/**
 * Refuses a kernel that declares more threadgroup memory than the device has: no pipeline can be made of it, and Apple's
 * compiler fails on it obscurely. Throws NativeError THREADGROUP_MEMORY_EXCEEDED.
 */
export function checkKernelMemory(
  kernels: readonly DeclaredMemory[],
  name: string,
  device: NativeDevice,
): void {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel && exceeds(kernel, device)) throw refusal(kernel, device);
}

function exceeds({ threadgroupBytes }: DeclaredMemory, { maxThreadgroupBytes }: NativeDevice): boolean {
  return (threadgroupBytes ?? 0) > maxThreadgroupBytes;
}

function refusal(
  { name, place, threadgroupBytes }: DeclaredMemory,
  { maxThreadgroupBytes }: NativeDevice,
): NativeError {
  const message = `${name} declares ${threadgroupBytes} bytes of threadgroup memory; the limit is ${maxThreadgroupBytes}`;
  return new NativeError('THREADGROUP_MEMORY_EXCEEDED', message, [{ severity: 'error', ...place, message }]);
}
