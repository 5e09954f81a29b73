import { readPath } from '../parse-options.ts';

/** Options of the commands that measure a run. */
export const OUTPUT_OPTIONS = {
  json: { type: 'string' },
  csv: { type: 'string' },
  report: { type: 'string' },
  quiet: { type: 'boolean' },
} as const;

/** The files to write of a run, null for none, and whether nothing but them and errors is told. */
export interface RunOutputs {
  readonly jsonPath: string | null;
  readonly csvPath: string | null;
  readonly reportPath: string | null;
  readonly isQuiet: boolean;
}

/** Throws UsageError. */
export function readOutputs(values: {
  json?: string;
  csv?: string;
  report?: string;
  quiet?: boolean;
}): RunOutputs {
  return {
    jsonPath: readPath('json', values.json),
    csvPath: readPath('csv', values.csv),
    reportPath: readPath('report', values.report),
    isQuiet: values.quiet ?? false,
  };
}

/** For prepareOutputs(). */
export function preparedPaths({ jsonPath, csvPath, reportPath }: RunOutputs): (string | null)[] {
  return [jsonPath, csvPath, reportPath];
}
