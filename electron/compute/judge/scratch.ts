import type { DeviceBuffer, Native, NativePass } from '../../../native/types.ts';
import { createRandom } from '../../ipc/random.ts';
import { type Operands, poison } from '../contenders/operands.ts';

/** The scratch memory of passes: what they bind beside the problem's buffers. */
export function scratchOf({ buffers }: Operands, passes: readonly NativePass[]): DeviceBuffer[] {
  const own = new Set(Object.values(buffers));
  const bound = passes.flatMap(({ bindings }) =>
    bindings.flatMap((binding) => ('buffer' in binding ? [binding.buffer] : [])),
  );
  return [...new Set(bound)].filter((buffer) => !own.has(buffer));
}

/** Fills scratch memory with NaN: what a kernel reads of it, it has to have written. */
export async function poisonScratch(native: Native, scratch: readonly DeviceBuffer[]): Promise<void> {
  for (const buffer of scratch) await poison(native, buffer);
}

const WORD_BYTES = 4;
/** One word in so many is changed: what says that kept results are valid is likely to survive, and the results are not. */
const WORDS_PER_CHANGE = 16;

/** Changes some words of scratch memory, in the upper digits of numbers of every type. */
export async function disturb(native: Native, scratch: readonly DeviceBuffer[], seed: number): Promise<void> {
  const random = createRandom(seed, 'disturbed scratch');
  for (const buffer of scratch) {
    const bytes = new Uint8Array(await native.read(buffer));
    for (let word = 0; word + WORD_BYTES <= bytes.length; word += WORD_BYTES) {
      if (random.below(WORDS_PER_CHANGE) > 0) continue;
      for (const at of [word + 1, word + 3]) bytes[at] = (bytes[at] as number) ^ 2;
      for (const at of [word, word + 2]) bytes[at] = (bytes[at] as number) ^ 0x40;
    }
    await native.write(buffer, bytes);
  }
}
