import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import type { CheckedLaunch, SourceDiagnostic } from '../../ipc/check-types.ts';
import { compile } from '../check/command.ts';
import type { CheckContext } from '../check/context.ts';
import { diagnosticsText } from '../check/diagnostics.ts';
import { readLaunches } from '../check/launch/launch-file.ts';
import { LANGUAGES } from '../check/options.ts';
import { chooseLaunches, runLaunches } from '../check/run-launches.ts';
import { sourceFiles } from '../check/source-files.ts';
import { summaryText } from '../check/summary.ts';
import { plain } from '../terminal/paint.ts';
import type { Call } from './call.ts';
import { type KernelArgument, readText } from './kernel-argument.ts';
import type { Root } from './root.ts';

const WIDTH = 100;
/** A kernel that hangs in either of its two runs is told of before the call ends. */
const PARTS = 3;
/** What launches are called in messages. */
const NAME = 'launch';

export const launchArguments = {
  launch: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'In place of a descriptor, for any kernel: {"kernel": "sum", "buffers": {"0": {"type": "float", "count": 128, "fill": "random"}}, "threadgroupMemory": {"0": 256}, "threadgroups": [2], "threadsPerThreadgroup": [64]}, or {"launches": […]}. What it lacks is named. "expect" has what buffers should hold',
    ),
  language: z.enum(LANGUAGES).optional().describe('Version of MSL with a launch, 3.1 by default'),
};

export interface LaunchArguments extends KernelArgument {
  readonly launch?: Readonly<Record<string, unknown>>;
  readonly language?: (typeof LANGUAGES)[number];
}

interface Launched {
  readonly launches: readonly CheckedLaunch[];
  /** What the text compiles to is wrong; the launches did not run. */
  readonly diagnostics: readonly SourceDiagnostic[];
  readonly text: string;
}

/** Runs launches of a text with every access to memory checked. Throws UsageError, CommandError. */
export async function checkLaunches(args: LaunchArguments, root: Root, call: Call): Promise<Launched> {
  const { name, text: source } = readText(args, root);
  const folder = join(root.folder, dirname(args.file ?? '.'));
  expectInside(args.launch, folder, root, call.bounds.memoryBytes);
  const launches = readLaunches(JSON.stringify(args.launch), join(folder, NAME));
  const context: CheckContext = {
    options: {
      file: name,
      compile: { languageVersion: args.language ?? '3.1', defines: {}, includeFolders: [] },
      launchPath: NAME,
      kernel: null,
      template: false,
      jsonPath: null,
      timeoutMs: Math.floor((call.bounds.seconds * 1000) / PARTS),
    },
    source,
    files: sourceFiles(name, source),
    width: WIDTH,
    paint: plain,
  };
  const { library, diagnostics } = await compile(context, call.start);
  if (!library) {
    return { launches: [], diagnostics, text: diagnosticsText(diagnostics, context.files, WIDTH, plain) };
  }
  const told: string[] = [];
  const chosen = chooseLaunches(context, library, launches);
  const checked = await runLaunches(context, library, chosen, (line) => told.push(line), call.start);
  return { launches: checked, diagnostics: [], text: [...told, '', summaryText(checked, plain)].join('\n') };
}

/** Throws UsageError for buffers with contents of files outside the root, or of more bytes. */
function expectInside(launch: unknown, folder: string, root: Root, mostBytes: number): void {
  for (const value of Object.values(isObject(launch) ? launch : {})) {
    if (Array.isArray(value)) for (const one of value) expectInside(one, folder, root, mostBytes);
    if (!isObject(value)) continue;
    for (const contents of Object.values(value)) {
      const file = isObject(contents) ? contents.file : undefined;
      if (typeof file === 'string') root.file(resolve(folder, file), mostBytes);
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
