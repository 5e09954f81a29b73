import { Writable } from 'node:stream';
import manifest from '../../../package.json' with { type: 'json' };
import { type NumberRange, parseOptions, readNumber } from '../parse-options.ts';
import { onInterruption } from '../terminal/interruptions.ts';
import { EXIT_CODES, type ExitCode, UsageError } from '../usage-error.ts';
import { Queue } from './queue.ts';
import { Root } from './root.ts';
import { addTools, INSTRUCTIONS } from './server.ts';
import type { Setting } from './tool.ts';

export const MCP_OPTIONS = {
  root: { type: 'string' },
  device: { type: 'string' },
  time: { type: 'string' },
  memory: { type: 'string' },
} as const;

const TIME: NumberRange = { min: 1, max: 86_400, whole: false, unit: 'seconds' };
const MEMORY: NumberRange = { min: 256, max: 1_048_576, whole: true, unit: 'MiB' };
const [DEFAULT_TIME_S, DEFAULT_MEMORY_MIB] = [600, 4096];
const MIB = 2 ** 20;

/** `tilescope mcp --root DIR`: a server of the Model Context Protocol on standard input and output, until its client leaves. */
export async function mcpCommand(parameters: readonly string[]): Promise<ExitCode> {
  const setting = readSetting(parameters);
  // Other commands start sooner without the protocol.
  const { McpServer } = await import('@modelcontextprotocol/server');
  const { serveStdio, StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
  const createServer = () => {
    const server = new McpServer(
      { name: 'tilescope', title: 'Tilescope', version: manifest.version },
      { instructions: INSTRUCTIONS },
    );
    addTools(server, setting);
    return server;
  };
  const transport = new StdioServerTransport(process.stdin, ownStandardOutput());
  const left = new Promise<void>((resolve) => {
    process.stdin.once('close', resolve);
    process.stdin.once('end', resolve);
    onInterruption(resolve);
  });
  const served = serveStdio(createServer, { transport, onerror: (error) => console.error(error.message) });
  console.error(`tilescope: serving the Model Context Protocol, with ${setting.root.folder} as the root`);
  await left;
  await served.close();
  return EXIT_CODES.ok;
}

/** Throws UsageError. */
function readSetting(parameters: readonly string[]): Setting {
  const { values } = parseOptions(parameters, MCP_OPTIONS);
  if (!values.root)
    throw new UsageError('--root is required: the folder below which kernels are read, for example --root .');
  const { device = null, time, memory } = values;
  return {
    root: new Root(values.root),
    device,
    bounds: {
      seconds: time === undefined ? DEFAULT_TIME_S : readNumber('time', time, TIME),
      memoryBytes: (memory === undefined ? DEFAULT_MEMORY_MIB : readNumber('memory', memory, MEMORY)) * MIB,
    },
    queue: new Queue(),
  };
}

/** Standard output for the protocol alone: whatever else is printed goes to standard error. */
function ownStandardOutput(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return new Writable({ write: (chunk, _encoding, done) => write(chunk, done) });
}
