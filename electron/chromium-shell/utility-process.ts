import { type ChildProcess, fork } from 'node:child_process';
import { constants } from 'node:os';
import type { ForkOptions, utilityProcess as RealUtilityProcess, UtilityProcess } from 'electron';
import { Emitter, type EmitterMethods } from './events.ts';
import { strict } from './not-modelled.ts';

type Modelled = Pick<UtilityProcess, EmitterMethods | 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>;

/** Gives the child process.parentPort before its own code runs. */
const BOOTSTRAP = new URL('./chromium-shell-utility.js', import.meta.url).href;

const living = new Set<ChildProcess>();

/** A Node child process. Its messages are structured clones, like a utility process's. */
class ShellUtilityProcess extends Emitter implements Modelled {
  readonly #child: ChildProcess;

  constructor(modulePath: string, args: string[], options: ForkOptions) {
    super();
    this.#child = fork(modulePath, args, {
      serialization: 'advanced',
      execArgv: [...(options.execArgv ?? []), '--import', BOOTSTRAP],
      // Electron's `stdio` has three streams; the fourth carries the messages.
      stdio: [...stdio(options.stdio), 'ipc'],
      ...(options.env ? { env: options.env as NodeJS.ProcessEnv } : {}),
      ...(options.cwd ? { cwd: options.cwd } : {}),
    });
    living.add(this.#child);
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.emit('message', message));
    // As in Electron: after a signal, the code is the signal's number.
    this.#child.on('exit', (code, signal) => this.#exited(code ?? (signal ? constants.signals[signal] : 1)));
    this.#child.on('error', (error) => {
      console.error(`chromium-shell: utility process: ${error.message}`);
      if (this.#child.pid === undefined) this.#exited(1);
    });
  }

  get pid(): number | undefined {
    return living.has(this.#child) ? this.#child.pid : undefined;
  }

  get stdout() {
    return this.#child.stdout;
  }

  get stderr() {
    return this.#child.stderr;
  }

  postMessage(message: unknown, transfer: unknown[] = []): void {
    if (transfer.length > 0)
      throw new Error('chromium-shell: transferring ports to a utility process is not modelled');
    // A process that has just died takes no more messages; its exit event is on the way.
    if (this.#child.connected)
      this.#child.send(message as object, (error) => error && console.error(error.message));
  }

  kill(): boolean {
    return this.#child.kill();
  }

  #exited(code: number): void {
    if (!living.delete(this.#child)) return;
    this.emit('exit', code);
  }
}

type Stream = 'pipe' | 'ignore' | 'inherit';

function stdio(given: ForkOptions['stdio'] = 'inherit'): Stream[] {
  return (Array.isArray(given) ? given : ['ignore', given, given]) as Stream[];
}

export const utilityProcess = strict('utilityProcess', {
  fork: (modulePath: string, args: string[] = [], options: ForkOptions = {}) =>
    strict('UtilityProcess', new ShellUtilityProcess(modulePath, args, options)) as unknown as UtilityProcess,
} satisfies Pick<typeof RealUtilityProcess, 'fork'>);

/** Kills the utility processes that are still running. */
export function killUtilityProcesses(): void {
  for (const child of living) child.kill('SIGKILL');
}
