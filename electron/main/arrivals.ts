import { resolve } from 'node:path';
import { app } from 'electron';
import { SCHEME } from './protocol.ts';

/** What the system asks to open. */
export interface Arrived {
  readonly files: readonly string[];
  readonly links: readonly string[];
}

const NOTHING: Arrived = { files: [], links: [] };

/** Keeps what is to be opened until a page is ready for it. */
export class Arrivals {
  #waiting = NOTHING;
  #page: ((arrived: Arrived) => void) | null = null;

  add({ files, links }: Partial<Arrived>): void {
    this.#waiting = {
      files: [...this.#waiting.files, ...(files ?? [])],
      links: [...this.#waiting.links, ...(links ?? [])],
    };
    // Several files of one double click arrive one by one.
    setImmediate(() => this.#deliver());
  }

  /** Gives a page what waits and what is still to come; with null, there is none until the next call. */
  deliverTo(page: ((arrived: Arrived) => void) | null): void {
    this.#page = page;
    this.#deliver();
  }

  #deliver(): void {
    const arrived = this.#waiting;
    if (!this.#page || arrived.files.length + arrived.links.length === 0) return;
    this.#waiting = NOTHING;
    this.#page(arrived);
  }
}

/** Watches for files and links: on macOS by the system's own events, elsewhere on command lines. To be called at once. */
export function watchArrivals(arrivals: Arrivals): void {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    arrivals.add({ files: [path] });
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    arrivals.add({ links: [link] });
  });
  app.on('second-instance', (_event, argv, folder) => arrivals.add(arrivedIn(argv, folder)));
  arrivals.add(arrivedIn(process.argv, process.cwd()));
}

/** The files and links of a command line: what is no switch, after the program and, of one that is not packaged, its folder. */
function arrivedIn(argv: readonly string[], folder: string): Arrived {
  const given = argv.filter((argument) => !argument.startsWith('-')).slice(app.isPackaged ? 1 : 2);
  const isLink = (argument: string) => argument.toLowerCase().startsWith(`${SCHEME}:`);
  return {
    files: given.filter((argument) => !isLink(argument)).map((path) => resolve(folder, path)),
    links: given.filter(isLink),
  };
}
