// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest';

/** A stand-in for Electron, which knows where a file is unless the page has made it. */
const electron = vi.hoisted(() => ({ invoke: vi.fn(async () => null) }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  ipcRenderer: { invoke: electron.invoke },
  webUtils: { getPathForFile: ({ name }: File) => (name.startsWith('made') ? '' : `/runs/${name}`) },
}));

const { watchDrops } = await import('./dropped-files.ts');
watchDrops();

/** Drags something to the window. jsdom has no drags of its own. */
function drag(type: 'dragover' | 'drop', types: string[], names: string[] = []) {
  const files = names.map((name) => new File([], name));
  const dataTransfer = { types, files, dropEffect: 'none' };
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), { dataTransfer });
  document.body.dispatchEvent(event);
  return { dataTransfer, isTaken: event.defaultPrevented };
}

beforeEach(() => electron.invoke.mockClear());

it('opens what is dropped by its paths, and what has none by its name', () => {
  expect(drag('dragover', ['Files'])).toMatchObject({ isTaken: true, dataTransfer: { dropEffect: 'copy' } });
  expect(drag('drop', ['Files'], ['a.json', 'b.json', 'made.json']).isTaken).toBe(true);
  const paths = ['/runs/a.json', '/runs/b.json', 'made.json'];
  expect(electron.invoke).toHaveBeenCalledExactlyOnceWith('runs.open', { paths });
});

it('leaves dragged text to its fields', () => {
  expect(drag('dragover', ['text/plain']).isTaken).toBe(false);
  expect(drag('drop', ['text/plain']).isTaken).toBe(false);
  expect(electron.invoke).not.toHaveBeenCalled();
});
