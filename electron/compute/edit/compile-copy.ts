import type { Pass } from '../../../kernels/index.ts';
import type { Diagnostic, Library, LibraryKernel, Native } from '../../../native/types.ts';
import type { TextDiagnostic } from '../../ipc/edit/edit-schema.ts';
import { textsOf } from '../../ipc/edit/edited-program.ts';

/** Files of somebody's; those of the system are angled. */
const INCLUDE = /^[ \t]*#[ \t]*(?:include|import)[ \t]*"/;
const ERROR = { severity: 'error', file: null, column: 1 } as const;

/**
 * Compiles the texts of passes, and says what is wrong with them: messages of the compiler, and arguments, constants and
 * functions that the launch does not fit. Nothing runs. Throws NativeError for what is not the text's fault.
 */
export async function compileCopy(
  native: Native,
  device: string,
  passes: readonly Pass[],
): Promise<TextDiagnostic[]> {
  const found: TextDiagnostic[] = [];
  for (const [text, source] of textsOf(passes).entries()) {
    const own = passes.filter(({ kernel }) => kernel.source === source);
    const add = (diagnostics: readonly Diagnostic[]) =>
      found.push(...diagnostics.map((diagnostic) => ({ ...diagnostic, text })));
    const including = source.split('\n').findIndex((line) => INCLUDE.test(line));
    if (including >= 0) {
      const message = 'Expected one whole text, which includes only files of the system: <metal_stdlib>.';
      add([{ ...ERROR, line: including + 1, message }]);
      continue;
    }
    const { library, diagnostics } = await compiled(native, device, source, own[0] as Pass);
    add(diagnostics);
    if (library) for (const pass of own) add(misfitsOf(pass, passes.indexOf(pass), library));
  }
  return unique(found);
}

async function compiled(
  native: Native,
  device: string,
  source: string,
  { kernel: { languageVersion } }: Pass,
): Promise<{ library: Library | null; diagnostics: readonly Diagnostic[] }> {
  try {
    const library = await native.compile(device, source, { languageVersion });
    return { library, diagnostics: library.diagnostics };
  } catch (error) {
    const {
      code,
      diagnostics = [],
      message,
    } = error as Error & {
      code?: string;
      diagnostics?: readonly Diagnostic[];
    };
    if (code !== 'COMPILE_FAILED' && diagnostics.length === 0) throw error;
    // An error without a place, such as the linker's, is one of the text.
    return {
      library: null,
      diagnostics: diagnostics.length > 0 ? diagnostics : [{ ...ERROR, line: 0, message }],
    };
  }
}

/** What the launch of a pass lacks, at the line of its function. */
function misfitsOf(pass: Pass, index: number, { kernels }: Library): Diagnostic[] {
  const { source, functionName, constants } = pass.kernel;
  const kernel = kernels.find(({ name }) => name === functionName);
  if (!kernel) {
    const names = kernels.map(({ name }) => name).join(', ') || 'none';
    const message = `Pass ${index + 1} launches ${functionName}, and the text has no such kernel: its kernels are ${names}.`;
    return [{ ...ERROR, line: 1, message }];
  }
  const line = lineOf(source, functionName);
  const missing = kernel.functionConstants.filter((declared) => constants[declared.index] === undefined);
  return [
    ...unboundArguments(kernel, pass).map(
      ({ name, kind, index: at }) =>
        `The launch binds nothing to ${name} [[${kind}(${at})]]: a copy has the arguments of its original.`,
    ),
    ...missing.map(
      ({ name, index: at }) => `The launch gives ${name} [[function_constant(${at})]] no value.`,
    ),
  ].map((message) => ({ ...ERROR, line, message, severity: 'error' as const }));
}

/** A GPU's driver tells arguments of pipelines only, and then the launch does. */
function unboundArguments(kernel: LibraryKernel, { bindings }: Pass) {
  return (kernel.arguments ?? []).filter(({ index, kind, isConditional }) => {
    if (kind === 'position' || isConditional) return false;
    return !bindings.some(
      (binding) => binding.index === index && 'threadgroupBytes' in binding === (kind === 'threadgroup'),
    );
  });
}

/** The line of a function's name, from 1. */
function lineOf(source: string, name: string): number {
  const found = source.split('\n').findIndex((line) => new RegExp(`\\b${name}\\s*\\(`).test(line));
  return found + 1 || 1;
}

/** Several passes may launch one kernel. */
function unique(diagnostics: readonly TextDiagnostic[]): TextDiagnostic[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify(one), one])).values()];
}
