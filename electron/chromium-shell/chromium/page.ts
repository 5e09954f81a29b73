import { EventEmitter } from 'node:events';
import type { Session } from './devtools.ts';

/** A page of Chromium, in a window of its own. It emits `close` and `crash`. */
export class Page extends EventEmitter<{ close: []; crash: [] }> {
  readonly session: Session;
  /** The protocol's name of the page and of its main frame. */
  readonly id: string;
  readonly #close: () => Promise<unknown>;
  #isClosed = false;

  constructor(session: Session, id: string, close: () => Promise<unknown>) {
    super();
    this.session = session;
    this.id = id;
    this.#close = close;
    session.once('Inspector.targetCrashed', () => this.emit('crash'));
  }

  isClosed(): boolean {
    return this.#isClosed;
  }

  /** Closes the page without asking it. */
  async close(): Promise<void> {
    if (!this.#isClosed) await this.#close();
  }

  /** To be called when Chromium has closed the page. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.emit('close');
  }

  bringToFront(): Promise<unknown> {
    return this.session.send('Page.bringToFront');
  }

  /** Runs a function, or an expression, in the page. What passes in and out is JSON. Throws what the page throws. */
  evaluate(expression: string): Promise<unknown>;
  evaluate<Result>(run: () => Result): Promise<Awaited<Result>>;
  evaluate<Argument, Result>(
    run: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>>;
  async evaluate(run: string | ((argument: never) => unknown), argument?: unknown): Promise<unknown> {
    const expression = typeof run === 'string' ? run : `(${run})(${JSON.stringify(argument)})`;
    const options = { awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.session.send('Runtime.evaluate', {
      expression,
      ...options,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}
