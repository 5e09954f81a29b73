import { parseOptions, readPath } from '../parse-options.ts';
import { CELL_OPTIONS, type CellOptions, readCellOptions } from '../sweep/cell-options.ts';

/** The options of `tilescope compile`. */
interface CompileOptions extends CellOptions {
  jsonPath: string | null;
}

const OPTIONS = { ...CELL_OPTIONS, json: { type: 'string' } } as const;

/** Reads the options of `tilescope compile`. Throws UsageError. */
export function readCompileOptions(parameters: readonly string[]): CompileOptions {
  const { values } = parseOptions(parameters, OPTIONS);
  return { ...readCellOptions(values), jsonPath: readPath('json', values.json) };
}
