import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { CDPSession } from 'playwright-core';

/** A session of the DevTools protocol, with Chromium itself or with a page, typed as Playwright types it. */
export type Session = Pick<CDPSession, 'send' | 'on' | 'once'>;

type Method = Parameters<Session['send']>[0];

/** A command's answer or an event. */
interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: { readonly sessionId: string };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

const SEPARATOR = '\0';

/** The DevTools protocol over a pipe: texts of JSON, each ended by a zero byte. */
export class DevTools {
  readonly #commands: Writable;
  /** By the protocol's name of each; Chromium's own has none. */
  readonly #sessions = new Map<string | undefined, PipeSession>();
  /** The start of a message whose end is still to come. */
  #received: Buffer[] = [];
  #lastId = 0;

  constructor(commands: Writable, answers: Readable) {
    this.#commands = commands;
    this.#add(undefined);
    // Chromium is ending; `end()` is told why.
    commands.on('error', () => undefined);
    answers.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  /** The session with Chromium itself, or with a target that it says is attached. */
  session(id?: string): Session {
    const session = this.#sessions.get(id);
    if (!session) throw new Error(`chromium-shell: Chromium has no session ${id}`);
    return session as unknown as Session;
  }

  /** Refuses all commands, now and later: Chromium has ended. */
  end(reason: string): void {
    for (const session of this.#sessions.values()) session.end(reason);
  }

  #add(sessionId: string | undefined): void {
    const write = (id: number, method: string, params: object) =>
      this.#commands.write(JSON.stringify({ id, method, params, sessionId }) + SEPARATOR);
    this.#sessions.set(sessionId, new PipeSession(write, () => ++this.#lastId));
  }

  #receive(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(SEPARATOR); end >= 0; end = chunk.indexOf(SEPARATOR, start)) {
      const text = Buffer.concat([...this.#received, chunk.subarray(start, end)]).toString('utf8');
      this.#received = [];
      start = end + 1;
      this.#dispatch(JSON.parse(text) as Message);
    }
    if (start < chunk.length) this.#received.push(chunk.subarray(start));
  }

  #dispatch(message: Message): void {
    const { method, params } = message;
    if (method === 'Target.attachedToTarget') this.#add(params?.sessionId);
    this.#sessions.get(message.sessionId)?.receive(message);
    if (method !== 'Target.detachedFromTarget' || !params) return;
    this.#sessions.get(params.sessionId)?.end('the target closed');
    this.#sessions.delete(params.sessionId);
  }
}

class PipeSession extends EventEmitter {
  readonly #write: (id: number, method: string, params: object) => void;
  readonly #nextId: () => number;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown> & { readonly method: string }>();
  #ended: string | null = null;

  constructor(write: (id: number, method: string, params: object) => void, nextId: () => number) {
    super();
    this.#write = write;
    this.#nextId = nextId;
  }

  /** Rejects with the protocol's message, or once the session has ended. */
  send(method: Method, params: object = {}): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(new Error(`${method}: ${this.#ended}`));
    const answer = { method, ...Promise.withResolvers<unknown>() };
    const id = this.#nextId();
    this.#waiting.set(id, answer);
    this.#write(id, method, params);
    return answer.promise;
  }

  receive({ id, method, params, result, error }: Message): void {
    if (method !== undefined) this.emit(method, params);
    const answer = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || !answer) return;
    this.#waiting.delete(id);
    if (error) answer.reject(new Error(`${answer.method}: ${error.message}`));
    else answer.resolve(result);
  }

  end(reason: string): void {
    this.#ended ??= reason;
    for (const { method, reject } of this.#waiting.values()) reject(new Error(`${method}: ${reason}`));
    this.#waiting.clear();
  }
}
