import type { DeviceBuffer, Native, NativePass } from '../../../native/types.ts';
import { type Operands, poison } from '../contenders/operands.ts';

/** Fills the scratch memory of passes with NaN: what a kernel reads of it, it has to have written. */
export async function poisonScratch(
  native: Native,
  { buffers }: Operands,
  passes: readonly NativePass[],
): Promise<void> {
  const own = new Set(Object.values(buffers));
  const scratch = new Set<DeviceBuffer>();
  for (const binding of passes.flatMap(({ bindings }) => bindings)) {
    if ('buffer' in binding && !own.has(binding.buffer)) scratch.add(binding.buffer);
  }
  for (const buffer of scratch) await poison(native, buffer);
}
