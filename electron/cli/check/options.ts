import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CheckCompileOptions } from '../../ipc/check-types.ts';
import { parseOptions, readNumber } from '../parse-options.ts';
import { UsageError } from '../usage-error.ts';

/** What `tilescope check` was asked to do. Paths are as they were given, but those of `compile`. */
export interface CheckOptions {
  file: string;
  compile: CheckCompileOptions;
  launchPath: string | null;
  kernel: string | null;
  template: boolean;
  jsonPath: string | null;
  timeoutMs: number;
}

const OPTIONS = {
  include: { type: 'string', short: 'I', multiple: true, default: [] as string[] },
  define: { type: 'string', short: 'D', multiple: true, default: [] as string[] },
  language: { type: 'string', default: '3.1' },
  launch: { type: 'string' },
  kernel: { type: 'string' },
  template: { type: 'boolean', default: false },
  json: { type: 'string' },
  timeout: { type: 'string', default: '10' },
} as const;

const LANGUAGES = ['3.1', '3.2', '4.0'] as const;
const TIMEOUT = { min: 0.1, max: 3600, whole: false, unit: 'seconds' };

/** Reads the options of `tilescope check`. Throws UsageError. */
export function readCheckOptions(parameters: readonly string[]): CheckOptions {
  const { values, positionals } = parseOptions(parameters, OPTIONS, true);
  const [file, ...more] = positionals;
  if (!file || more.length > 0) {
    const found = file ? `, not ${positionals.length}: ${positionals.join(' ')}` : '';
    throw new UsageError(`check takes one file of MSL text${found}`);
  }
  const languageVersion = LANGUAGES.find((version) => version === values.language);
  if (!languageVersion) {
    throw new UsageError(`--language ${values.language}: expected ${LANGUAGES.join(', ')}`);
  }
  if (values.template && values.launch !== undefined) {
    throw new UsageError('--template prints a launch file and --launch reads one: expected one of the two');
  }
  // As a compiler does: what a file includes is looked for beside it first.
  const includeFolders = [dirname(file), ...values.include.map(checkFolder)].map((folder) => resolve(folder));
  return {
    file,
    compile: { languageVersion, defines: readDefines(values.define), includeFolders },
    launchPath: given('launch', values.launch),
    kernel: given('kernel', values.kernel),
    template: values.template,
    jsonPath: given('json', values.json),
    timeoutMs: readNumber('timeout', values.timeout, TIMEOUT) * 1000,
  };
}

function checkFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UsageError(`--include ${folder}: expected a folder that exists`);
}

function readDefines(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, , value = '1'] = /^([A-Za-z_]\w*)(=(.*))?$/s.exec(text) ?? [];
      if (!name) throw new UsageError(`--define ${text}: expected a name, or name=value`);
      return [name, value];
    }),
  );
}

function given(option: string, value: string | undefined): string | null {
  if (value === '') throw new UsageError(`--${option}: expected a name`);
  return value ?? null;
}
