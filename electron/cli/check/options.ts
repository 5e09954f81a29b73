import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CheckCompileOptions } from '../../ipc/check-types.ts';
import { parseOptions, readNumber, readPath } from '../parse-options.ts';
import { UsageError } from '../usage-error.ts';

/** The options of `tilescope check FILE`. Paths are as given, except for absolute include folders. */
export interface CheckOptions {
  file: string;
  compile: CheckCompileOptions;
  launchPath: string | null;
  kernel: string | null;
  template: boolean;
  jsonPath: string | null;
  timeoutMs: number;
}

export const CHECK_OPTIONS = {
  include: { type: 'string', short: 'I', multiple: true, default: [] as string[] },
  define: { type: 'string', short: 'D', multiple: true, default: [] as string[] },
  language: { type: 'string', default: '3.1' },
  launch: { type: 'string' },
  kernel: { type: 'string' },
  template: { type: 'boolean', default: false },
  json: { type: 'string' },
  timeout: { type: 'string', default: '10' },
} as const;

export const LANGUAGES = ['3.1', '3.2', '4.0', '4.1'] as const;
const TIMEOUT = { min: 0.1, max: 3600, whole: false, unit: 'seconds' };

/** Reads the options of `tilescope check FILE`. Throws UsageError. */
export function readCheckOptions(parameters: readonly string[]): CheckOptions {
  const { values, positionals } = parseOptions(parameters, CHECK_OPTIONS, true);
  const [file, ...others] = positionals;
  if (!file || others.length > 0) {
    const found = file ? `, not ${positionals.length}: ${positionals.join(' ')}` : '';
    throw new UsageError(`check: expected one file of MSL source${found}`);
  }
  const languageVersion = LANGUAGES.find((version) => version === values.language);
  if (!languageVersion) {
    throw new UsageError(`--language ${values.language}: expected ${LANGUAGES.join(', ')}`);
  }
  if (values.template && values.launch !== undefined) {
    throw new UsageError('--template prints a launch file and --launch reads one: expected only one of them');
  }
  if (values.kernel === '') throw new UsageError('--kernel: expected the name of a kernel');
  // Included files are searched for beside the file first, as compilers do.
  const includeFolders = [dirname(file), ...values.include.map(checkFolder)].map((folder) => resolve(folder));
  return {
    file,
    compile: { languageVersion, defines: readDefines(values.define), includeFolders },
    launchPath: readPath('launch', values.launch),
    kernel: values.kernel ?? null,
    template: values.template,
    jsonPath: readPath('json', values.json),
    timeoutMs: readNumber('timeout', values.timeout, TIMEOUT) * 1000,
  };
}

function checkFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UsageError(`--include ${folder}: expected an existing folder`);
}

function readDefines(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, , value = '1'] = /^([A-Za-z_]\w*)(=(.*))?$/s.exec(text) ?? [];
      if (!name) throw new UsageError(`--define ${text}: expected NAME or NAME=VALUE`);
      return [name, value];
    }),
  );
}
