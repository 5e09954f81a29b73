import type { NativeTheme } from 'electron';
import type { Session } from '../chromium/devtools.ts';
import { Emitter, type EmitterMethods } from '../events.ts';
import { strict } from '../not-modelled.ts';

type Source = NativeTheme['themeSource'];
type Modelled = Pick<NativeTheme, EmitterMethods | 'shouldUseDarkColors' | 'themeSource'>;

class ShellNativeTheme extends Emitter implements Modelled {
  readonly #pages = new Set<Session>();
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

  /** Takes the system's colour scheme from a page, unless the page shows an emulated one. */
  reportSystem(dark: boolean): void {
    if (this.#source !== 'system' || dark === this.#systemIsDark) return;
    this.#systemIsDark = dark;
    this.emit('updated');
  }

  /** Keeps a page in line with the source. Returns the function that stops it. */
  follow(page: Session): () => void {
    this.#pages.add(page);
    if (this.#source !== 'system') this.#emulate(page);
    return () => this.#pages.delete(page);
  }

  #emulate(page: Session): void {
    const value = this.#source === 'system' ? '' : this.#source;
    const features = [{ name: 'prefers-color-scheme', value }];
    page.send('Emulation.setEmulatedMedia', { features }).catch((error: Error) => {
      console.error(`chromium-shell: could not set the colour scheme: ${error.message}`);
    });
  }
}

const theme = new ShellNativeTheme();
export const nativeTheme = strict<Modelled>('nativeTheme', theme);
export const followTheme = (page: Session) => theme.follow(page);
export const reportSystemTheme = (dark: boolean) => theme.reportSystem(dark);
