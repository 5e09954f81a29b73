import type { NativeTheme } from 'electron';
import type { CDPSession } from 'playwright-core';
import { Emitter, type EmitterMethods } from './events.ts';
import { strict } from './not-modelled.ts';

type Source = NativeTheme['themeSource'];
type Modelled = Pick<NativeTheme, EmitterMethods | 'shouldUseDarkColors' | 'themeSource'>;

class ShellNativeTheme extends Emitter implements Modelled {
  readonly #pages = new Set<CDPSession>();
  #source: Source = 'system';
  #systemIsDark = false;

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#systemIsDark : this.#source === 'dark';
  }

  get themeSource(): Source {
    return this.#source;
  }

  set themeSource(source: Source) {
    if (source === this.#source) return;
    this.#source = source;
    for (const page of this.#pages) this.#emulate(page);
    this.emit('updated');
  }

  /** What a page says of the system, unless it only sees what it was told. */
  reportSystem(dark: boolean): void {
    if (this.#source !== 'system' || dark === this.#systemIsDark) return;
    this.#systemIsDark = dark;
    this.emit('updated');
  }

  /** The pages that follow the source; the function returned ends it. */
  follow(page: CDPSession): () => void {
    this.#pages.add(page);
    if (this.#source !== 'system') this.#emulate(page);
    return () => this.#pages.delete(page);
  }

  #emulate(page: CDPSession): void {
    const value = this.#source === 'system' ? '' : this.#source;
    const features = [{ name: 'prefers-color-scheme', value }];
    page.send('Emulation.setEmulatedMedia', { features }).catch((error: Error) => {
      console.error(`chromium-shell: the colour scheme could not be set: ${error.message}`);
    });
  }
}

const theme = new ShellNativeTheme();
export const nativeTheme = strict<Modelled>('nativeTheme', theme);
export const followTheme = (page: CDPSession) => theme.follow(page);
export const reportSystemTheme = (dark: boolean) => theme.reportSystem(dark);
