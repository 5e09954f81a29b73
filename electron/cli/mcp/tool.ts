import type { CallToolResult, McpServer, ServerContext } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { validate } from '../../ipc/validate.ts';
import { CommandError, UsageError } from '../usage-error.ts';
import { type Answer, bounded } from './answer.ts';
import { type Bounds, type Call, StoppedError, type Tell, withinBounds } from './call.ts';
import type { Queue } from './queue.ts';
import type { Root } from './root.ts';

/** What is given to a server when it starts, and what its calls share. */
export interface Setting {
  readonly root: Root;
  /** Null: the first. */
  readonly device: string | null;
  /** The most that a call may take. */
  readonly bounds: Bounds;
  readonly queue: Queue;
}

type Schema = z.ZodObject;

export interface Tool<I extends Schema, O extends Schema> {
  readonly name: string;
  readonly title: string;
  /** For models, which choose tools by it. */
  readonly description: string;
  readonly input: I;
  readonly output: O;
  /** Whether it only reads, and whether it changes anything when it is called again. */
  readonly isReadOnly: boolean;
  /** Throws UsageError, CommandError, StoppedError. */
  run(args: z.infer<I>, setting: Setting, call: Call): Promise<Answer<z.infer<O>>>;
}

/** Clients commonly wait for a minute. */
const USUAL_SECONDS = 50;
/** A launch that lacks much is answered with a whole one to edit. */
const LONGEST_REFUSAL = 10_000;
/** Progress is told so often at most. */
const TELL_MS = 250;

/** Makes a tool known to a server. */
export function register<I extends Schema, O extends Schema>(
  server: McpServer,
  tool: Tool<I, O>,
  setting: Setting,
): void {
  const { name, title, description, input, output, isReadOnly } = tool;
  const config = {
    ...{ title, description, inputSchema: unchecked(input), outputSchema: output },
    annotations: {
      readOnlyHint: isReadOnly,
      destructiveHint: false,
      idempotentHint: isReadOnly,
      openWorldHint: false,
    },
  };
  server.registerTool(name, config, (args, context) => answer(tool, args, setting, context));
}

/** The JSON Schema of arguments, which we check ourselves: our messages name the value and what is expected. */
function unchecked<I extends Schema>(schema: I) {
  return { '~standard': { ...schema['~standard'], validate: (value: unknown) => ({ value }) } };
}

/** What a user can correct is a result that says so, and no error of the protocol: models read results. */
async function answer<I extends Schema, O extends Schema>(
  tool: Tool<I, O>,
  given: unknown,
  setting: Setting,
  { mcpReq }: ServerContext,
): Promise<CallToolResult> {
  const tell = teller(mcpReq);
  try {
    const args = argumentsOf(tool, given);
    const bounds = boundsOf(args, setting);
    const work = () => withinBounds(bounds, mcpReq.signal, tell, (call) => tool.run(args, setting, call));
    const wait = (before: number) => tell(0, 1, `waiting for ${before} other calls`);
    const { text, value, stopped } = await setting.queue.run(work, mcpReq.signal, wait);
    return {
      content: [{ type: 'text', text: bounded(text) }],
      structuredContent: value,
      isError: stopped !== null,
    };
  } catch (error) {
    if (mcpReq.signal.aborted) return refusal('Cancelled.');
    const isExpected = [UsageError, CommandError, StoppedError].some((kind) => error instanceof kind);
    if (isExpected) return refusal(inTools((error as Error).message));
    console.error(error);
    return refusal(`Tilescope failed: ${error instanceof Error ? error.message : error}`);
  }
}

function refusal(message: string): CallToolResult {
  return { content: [{ type: 'text', text: bounded(message, LONGEST_REFUSAL) }], isError: true };
}

/** Messages of the command line, which call arguments options. */
function inTools(message: string): string {
  return message.replace(/(?<![\w-])--(?=[a-z])/g, '');
}

/** Throws UsageError. */
function argumentsOf<I extends Schema>({ name, input }: Tool<I, Schema>, given: unknown): z.infer<I> {
  const checked = validate(input, given ?? {}, 'BAD_INPUT', name);
  if (checked.ok) return checked.value as z.infer<I>;
  throw new UsageError(checked.error.message);
}

/** Throws UsageError for more than the server grants. */
function boundsOf(args: { readonly seconds?: number }, { bounds }: Setting): Bounds {
  const seconds = args.seconds ?? Math.min(USUAL_SECONDS, bounds.seconds);
  if (seconds <= bounds.seconds) return { ...bounds, seconds };
  throw new UsageError(`seconds ${seconds}: expected at most ${bounds.seconds}, the limit of this server`);
}

/** Tells the client how far its call is, if it asked for that. */
function teller({ _meta, notify }: ServerContext['mcpReq']): Tell {
  const progressToken = _meta?.progressToken;
  let [last, progress] = [Number.NEGATIVE_INFINITY, -1];
  return (done, total, message) => {
    const now = performance.now();
    if (progressToken === undefined || done <= progress || now - last < TELL_MS) return;
    [last, progress] = [now, done];
    const params = { progressToken, progress, total, message };
    notify({ method: 'notifications/progress', params }).catch(() => {
      // The client has left: its signal ends the call.
    });
  };
}
