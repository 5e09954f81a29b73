import { type BrowserWindow, screen } from 'electron';
import type { Events } from '../ipc/contract.ts';
import { NOTES_FRAGMENT, type NotesPage } from '../ipc/story.ts';
import { openPage } from './window.ts';

/** Where there is no second display, in pixels. */
const SIZE = { width: 960, height: 640 };

/** The window with the speaker's notes, on another display than the slides where there is one. */
export class NotesWindow {
  readonly #preload: string;
  readonly #tellClosed: () => void;
  #window: BrowserWindow | null = null;
  #page: NotesPage | null = null;

  /**
   * @param preload the path of the preload script
   * @param tellClosed called when the window was closed by hand
   */
  constructor(preload: string, tellClosed: () => void) {
    this.#preload = preload;
    this.#tellClosed = tellClosed;
  }

  /** What the window shows; null until it is told, and while it is not open. */
  get page(): NotesPage | null {
    return this.#page;
  }

  /** Opens the window. @param slides the window that presents. @returns whether it is open */
  open(slides: BrowserWindow, mayCoverSlides: boolean): boolean {
    if (this.#window) return true;
    const { id } = screen.getDisplayMatching(slides.getBounds());
    const other = screen.getAllDisplays().find((display) => display.id !== id);
    if (!other && !mayCoverSlides) return false;
    const window = openPage(this.#preload, NOTES_FRAGMENT, {
      ...(other ? other.workArea : SIZE),
      title: 'Tilescope: Speaker Notes',
    });
    this.#window = window;
    window.on('closed', () => {
      if (this.#window !== window) return;
      this.#window = null;
      this.#page = null;
      this.#tellClosed();
    });
    return true;
  }

  /** Shows a page if the window is open. */
  show(page: NotesPage): void {
    // A page that was drawn before the window was closed is not that of the next one.
    if (!this.#window) return;
    this.#page = page;
    this.#send('notes.changed', page);
  }

  close(): void {
    const window = this.#window;
    this.#page = null;
    this.#window = null;
    window?.close();
  }

  #send<E extends keyof Events>(event: E, payload: Events[E]): void {
    if (this.#window && !this.#window.isDestroyed()) this.#window.webContents.send(event, payload);
  }
}
