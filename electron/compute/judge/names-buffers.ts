import type { NativePass } from '../../../native/types.ts';
import type { Operands } from '../contenders/operands.ts';

/** An error in whose message each "buffer(1)" has the name of the problem's buffer, if all passes bind the same there. */
export function namesBuffers(error: unknown, { buffers }: Operands, passes: readonly NativePass[]): unknown {
  if (!(error instanceof Error)) return error;
  const nameAt = (index: number): string | undefined => {
    const bound = passes.flatMap(({ bindings }) =>
      bindings.flatMap((one) => ('buffer' in one && one.index === index ? [one.buffer] : [])),
    );
    const names = new Set(
      bound.map((buffer) => Object.keys(buffers).find((name) => buffers[name] === buffer)),
    );
    return names.size === 1 ? [...names][0] : undefined;
  };
  error.message = error.message.replace(/buffer\((\d+)\)/g, (text, index) => {
    const name = nameAt(Number(index));
    return name ? `${name} [[${text}]]` : text;
  });
  return error;
}
