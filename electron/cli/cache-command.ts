import { formatBytes, formatItems } from '../ipc/figures.ts';
import { visibleLine } from '../ipc/visible-text.ts';
import { startCompute, unwrap } from './compute-session.ts';
import { parseOptions } from './parse-options.ts';
import { EXIT_CODES, type ExitCode } from './usage-error.ts';

export const CACHE_OPTIONS = { clear: { type: 'boolean' } } as const;

/** `tilescope cache`: where compiled kernels are kept and how much they take; with `--clear`, removes them first. */
export async function cacheCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values } = parseOptions(parameters, CACHE_OPTIONS);
  const compute = startCompute();
  try {
    const use = unwrap(await compute.request('cache', { clear: values.clear ?? false }));
    const held =
      use.entries === 0
        ? 'empty'
        : `${formatItems(use.entries, 'entry', 'entries')}, ${formatBytes(use.bytes)}`;
    console.log(
      `folder  ${visibleLine(use.folder)}\nholds   ${held}\nlimit   ${formatBytes(use.limitBytes)}`,
    );
    return EXIT_CODES.ok;
  } finally {
    compute.kill();
  }
}
