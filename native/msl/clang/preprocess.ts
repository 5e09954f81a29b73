import { join } from 'node:path';
import { RecentPromises } from '../../device/recent-promises.ts';
import { USER_FILE } from '../read/tokens.ts';
import { type Diagnostic, MslError, type MslOptions } from '../types.ts';
import { contentKey } from './cache.ts';
import { formatDiagnostics, parseDiagnostics } from './diagnostics.ts';
import { INCLUDE_FOLDER } from './include-folder.ts';
import { plainText } from './plain-text.ts';
import { predefinedMacros } from './predefined-macros.ts';
import { runClang, type Toolchain } from './toolchain.ts';

export interface Preprocessed {
  readonly text: string;
  readonly warnings: readonly Diagnostic[];
  /** Whether clang's preprocessor was not needed. */
  readonly isPlain: boolean;
}

/** A library and its pipelines, with checks and without, are made of one text. */
const recent = new RecentPromises<Preprocessed>(64);

/**
 * Expands macros and the user's own includes. The `metal_*` headers are empty here: their content comes
 * precompiled. Any other header that is not found is refused. `#warning` becomes a diagnostic. Throws MslError
 * COMPILE_FAILED.
 */
export async function preprocess(
  toolchain: Toolchain,
  source: string,
  options: MslOptions,
): Promise<Preprocessed> {
  const { languageVersion, defines, includeFolders } = options;
  const plain = includeFolders?.length ? null : plainText(source, { defines, languageVersion });
  if (plain !== null) return { text: `# 1 "${USER_FILE}"\n${plain}\n`, warnings: [], isPlain: true };
  const work = () => expand(toolchain, source, options);
  // The user's own files may change from one time to the next.
  if (includeFolders?.length) return work();
  return recent.get(contentKey(toolchain, source, languageVersion, defines), work);
}

async function expand(toolchain: Toolchain, source: string, options: MslOptions): Promise<Preprocessed> {
  const parameters = [
    ...['-E', '-x', 'c++', '-std=c++17', '-undef', '-nostdinc', '-nostdinc++'],
    ...['-Wno-everything', '-W#warnings'],
    ...Object.entries(predefinedMacros(options)).map(([name, value]) => `-D${name}=${value}`),
    ...(options.includeFolders ?? []).map((folder) => `-I${folder}`),
    ...['-isystem', join(INCLUDE_FOLDER, 'std')],
    '-',
  ];
  const { ok, output, errors } = await runClang(toolchain, parameters, `#line 1 "${USER_FILE}"\n${source}\n`);
  const diagnostics = parseDiagnostics(errors);
  if (ok) return { text: output, warnings: diagnostics, isPlain: false };
  throw new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics) || errors, diagnostics);
}
