// Runs in a utility process before its own code, and provides process.parentPort over the channel to the shell.
import { EventEmitter } from 'node:events';

class ParentPort extends EventEmitter {
  readonly #waiting: unknown[] = [];

  constructor() {
    super();
    process.on('message', (message) => this.#receive(message));
    // As in Electron, messages wait for the first listener.
    this.on('newListener', (event) => {
      if (event === 'message') setImmediate(() => this.#drain());
    });
    process.on('disconnect', () => process.exit());
  }

  postMessage(message: unknown): void {
    process.send?.(message);
  }

  #receive(message: unknown): void {
    if (this.listenerCount('message') === 0) this.#waiting.push(message);
    else this.emit('message', { data: message, ports: [] });
  }

  #drain(): void {
    for (const message of this.#waiting.splice(0)) this.#receive(message);
  }
}

Object.defineProperty(process, 'parentPort', { value: new ParentPort() });
