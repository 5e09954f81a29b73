import type { ParseArgsConfig } from 'node:util';
import { STARTED } from '../../kernels/index.ts';
import { CACHE_OPTIONS, cacheCommand } from './cache-command.ts';
import { checkCommand } from './check/command.ts';
import { CHECK_OPTIONS } from './check/options.ts';
import { COMPARE_OPTIONS, compareCommand } from './compare/compare-command.ts';
import { NOISE_OPTIONS, noiseCommand } from './compare/noise-command.ts';
import { REMATCH_OPTIONS, rematchCommand } from './compare/rematch-command.ts';
import { compileCommand } from './compile/command.ts';
import { COMPILE_OPTIONS } from './compile/options.ts';
import { DEVICES_OPTIONS, devicesCommand } from './devices-command.ts';
import type { CommandName } from './help.ts';
import { JUDGE_OPTIONS, judgeCommand } from './judge/command.ts';
import { MCP_OPTIONS, mcpCommand } from './mcp/command.ts';
import { NEW_OPTIONS, newCommand } from './own/new-command.ts';
import { REPORT_OPTIONS, reportCommand } from './report-command.ts';
import { EXPORT_OPTIONS, exportCommand } from './runs/export-command.ts';
import { IMPORT_OPTIONS, importCommand } from './runs/import-command.ts';
import { resumeCommand } from './runs/resume-command.ts';
import { RUNS_OPTIONS, runsCommand } from './runs/runs-command.ts';
import { SHOW_OPTIONS, showCommand } from './runs/show-command.ts';
import { SCHEMA_NAMES, schemaCommand } from './schema-command.ts';
import { SUITE_OPTIONS, suiteCommand } from './suite/command.ts';
import { sweepCommand } from './sweep/command.ts';
import { SWEEP_OPTIONS } from './sweep/options.ts';
import { OUTPUT_OPTIONS } from './sweep/output-options.ts';
import { tuneCommand } from './tune/command.ts';
import { TUNE_OPTIONS } from './tune/options.ts';
import type { ExitCode } from './usage-error.ts';
import { VALIDATE_OPTIONS } from './validate/options.ts';

/** A command, and what a shell needs to know to complete it. */
export interface Command {
  readonly run: (parameters: readonly string[]) => Promise<ExitCode>;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** What stands between the options: files, or one of a few words. */
  readonly positional?: 'file' | readonly string[];
}

/** All commands but completion, which is made from them. */
export const COMMANDS: Readonly<Record<Exclude<CommandName, 'completion'>, Command>> = {
  sweep: { run: sweepCommand, options: SWEEP_OPTIONS },
  resume: { run: resumeCommand, options: OUTPUT_OPTIONS },
  runs: { run: runsCommand, options: RUNS_OPTIONS },
  show: { run: showCommand, options: SHOW_OPTIONS, positional: 'file' },
  suite: { run: suiteCommand, options: SUITE_OPTIONS },
  export: { run: exportCommand, options: EXPORT_OPTIONS, positional: 'file' },
  import: { run: importCommand, options: IMPORT_OPTIONS, positional: 'file' },
  report: { run: reportCommand, options: REPORT_OPTIONS, positional: 'file' },
  compare: { run: compareCommand, options: COMPARE_OPTIONS, positional: 'file' },
  rematch: { run: rematchCommand, options: REMATCH_OPTIONS, positional: 'file' },
  noise: { run: noiseCommand, options: NOISE_OPTIONS },
  tune: { run: tuneCommand, options: TUNE_OPTIONS },
  compile: { run: compileCommand, options: COMPILE_OPTIONS },
  check: { run: checkCommand, options: { ...VALIDATE_OPTIONS, ...CHECK_OPTIONS }, positional: 'file' },
  judge: { run: judgeCommand, options: JUDGE_OPTIONS, positional: 'file' },
  mcp: { run: mcpCommand, options: MCP_OPTIONS },
  new: { run: newCommand, options: NEW_OPTIONS, positional: STARTED },
  devices: { run: devicesCommand, options: DEVICES_OPTIONS },
  cache: { run: cacheCommand, options: CACHE_OPTIONS },
  schema: { run: schemaCommand, options: {}, positional: SCHEMA_NAMES },
};
