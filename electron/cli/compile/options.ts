import type { SavedSweep } from '../../ipc/presets/saved-sweep.ts';
import { readKernels } from '../own/kernel-options.ts';
import { parseOptions, readNumber, readPath } from '../parse-options.ts';
import { CELL_OPTIONS, type CellOptions, readCellOptions } from '../sweep/cell-options.ts';

/** The options of `tilescope compile`. */
interface CompileOptions extends CellOptions {
  /** Of each phase. */
  maxPhaseMs: number;
  /** Whether contenders have the defaults that were adopted for the device, where they were. */
  usesAdopted: boolean;
  jsonPath: string | null;
}

export const COMPILE_OPTIONS = {
  ...CELL_OPTIONS,
  kernel: { type: 'string', multiple: true },
  'time-limit': { type: 'string' },
  'no-adopted': { type: 'boolean' },
  json: { type: 'string' },
} as const;

const SECONDS = { min: 0.001, max: 3600, whole: false, unit: 'seconds' };
const DEFAULT_SECONDS = '20';

/**
 * Reads the options of `tilescope compile`. Throws UsageError.
 * @param saved the presets beside those of Tilescope
 */
export function readCompileOptions(
  parameters: readonly string[],
  saved: () => readonly SavedSweep[] = () => [],
): CompileOptions {
  const { values } = parseOptions(parameters, COMPILE_OPTIONS);
  const seconds = readNumber('time-limit', values['time-limit'] ?? DEFAULT_SECONDS, SECONDS);
  return {
    ...readCellOptions(values, saved, readKernels(values.kernel ?? [])),
    maxPhaseMs: seconds * 1000,
    usesAdopted: !(values['no-adopted'] ?? false),
    jsonPath: readPath('json', values.json),
  };
}
