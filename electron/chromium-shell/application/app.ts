import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';
import { startChromium, stopChromium } from '../chromium/runtime.ts';
import { Emitter, type EmitterMethods, preventable } from '../events.ts';
import { setRoleAction } from '../menu/menu.ts';
import { strict } from '../not-modelled.ts';
import { killUtilityProcesses } from '../utility-process.ts';
import { BrowserWindow, watchWindows } from '../window/browser-window.ts';
import { standardPath } from './app-paths.ts';
import { lockInstance } from './single-instance.ts';

type Modelled = Pick<
  App,
  | EmitterMethods
  | ('whenReady' | 'isReady' | 'quit' | 'exit' | 'requestSingleInstanceLock')
  | ('getPath' | 'setPath' | 'getName' | 'setName' | 'name' | 'isPackaged')
>;

/** The application's life cycle: ready once Chromium runs. */
class ShellApp extends Emitter implements Modelled {
  readonly isPackaged = false;
  name = 'Electron';
  readonly #paths = new Map<string, string>();
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #quitting = false;

  constructor() {
    super();
    watchWindows({
      created: (window) => this.emit('browser-window-created', {}, window),
      allClosed: () => {
        if (this.#quitting) return;
        // As in Electron: unless someone listens, closing the last window quits.
        if (!this.emit('window-all-closed')) this.quit();
      },
    });
    setRoleAction('quit', () => this.quit());
  }

  /** Starts Chromium, then emits `ready`. */
  async start(): Promise<void> {
    if (this.#quitting) return;
    const profile = join(this.getPath('userData'), 'chromium');
    mkdirSync(profile, { recursive: true });
    await startChromium(profile, () => this.quit());
    this.#isReady = true;
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  getPath(id: string): string {
    return this.#paths.get(id) ?? standardPath(id, this.name);
  }

  setPath(id: string, path: string): void {
    this.#paths.set(id, path);
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  requestSingleInstanceLock(): boolean {
    return lockInstance(this.getPath('userData'), (argv, cwd) => this.emit('second-instance', {}, argv, cwd));
  }

  quit(): void {
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length > 0) {
      // A window prevented its closing.
      this.#quitting = false;
      return;
    }
    const will = preventable({});
    this.emit('will-quit', will);
    if (!will.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    this.#quitting = true;
    this.emit('quit', {}, code);
    killUtilityProcesses();
    void stopChromium().finally(() => process.exit(code));
  }
}

const shellApp = new ShellApp();
export const app = strict<Modelled>('app', shellApp);
export const startApp = () => shellApp.start();
