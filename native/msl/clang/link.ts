import { MslError } from '../types.ts';
import { driverParameters, linkParameters } from './link-command.ts';
import { runClang, runTool, type Toolchain } from './toolchain.ts';

/**
 * Links objects into a library that can be loaded. The linker is clang's usual one, as ld.lld takes several times as
 * long to start; where it refuses, as older ones do with protected symbols, clang links with LLVM's. Throws MslError
 * COMPILE_FAILED.
 */
export async function link(toolchain: Toolchain, objects: readonly string[], library: string): Promise<void> {
  let refusal = '';
  if (toolchain.link) {
    const [linker = '', ...parameters] = linkParameters(toolchain.link, objects, library);
    const linked = await runTool(linker, parameters, '').catch(() => null); // null: there is no such program
    if (linked?.ok) return;
    refusal = linked?.errors ?? '';
  }
  const { ok, errors } = await runClang(toolchain, driverParameters(toolchain.triple, objects, library));
  if (!ok) throw new MslError('COMPILE_FAILED', `the linker refused the kernels:\n${refusal}${errors}`);
}
