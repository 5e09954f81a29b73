import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Arrivals, type Arrived, watchArrivals } from './arrivals.ts';

type Listener = (event: { preventDefault(): void }, ...details: unknown[]) => void;

/** A stand-in for Electron's application. */
const app = vi.hoisted(() => ({ isPackaged: true, listeners: new Map<string, Listener>() }));

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({
  app: {
    get isPackaged() {
      return app.isPackaged;
    },
    on: (event: string, listener: Listener) => app.listeners.set(event, listener),
  },
}));

const LINK = 'tilescope://run/3f1ae9b2-8f4e-4b6d-9a57-0c6fd6f7a001#view=samples';
const { argv } = process;
let arrivals: Arrivals;
let opened: Arrived[];

beforeEach(() => {
  process.argv = ['/bin/tilescope'];
  app.isPackaged = true;
  arrivals = new Arrivals();
  opened = [];
});
afterEach(() => {
  process.argv = argv;
});

const emit = (event: string, ...details: unknown[]) => {
  const preventDefault = vi.fn();
  app.listeners.get(event)?.({ preventDefault }, ...details);
  return preventDefault;
};
const ready = () => arrivals.deliverTo((arrived) => opened.push(arrived));

it('keeps what macOS opens before there is a page, and gives it files of one double click together', async () => {
  watchArrivals(arrivals);
  expect(emit('open-file', '/a.json')).toHaveBeenCalledOnce();
  expect(emit('open-url', LINK)).toHaveBeenCalledOnce();
  await turn();
  expect(opened).toEqual([]);
  ready();
  expect(opened).toEqual([{ files: ['/a.json'], links: [LINK] }]);

  emit('open-file', '/b.json');
  emit('open-file', '/c.json');
  await turn();
  expect(opened[1]).toEqual({ files: ['/b.json', '/c.json'], links: [] });

  arrivals.deliverTo(null);
  emit('open-file', '/d.json');
  await turn();
  expect(opened).toHaveLength(2);
  ready();
  expect(opened[2]).toEqual({ files: ['/d.json'], links: [] });
});

it('reads files and links of command lines, without switches and what runs it', async () => {
  process.argv = ['/bin/tilescope', '--no-sandbox', '/a.json'];
  watchArrivals(arrivals);
  ready();
  expect(opened).toEqual([{ files: ['/a.json'], links: [] }]);

  app.isPackaged = false;
  emit('second-instance', ['electron', '--original-process-start-time=1', '.', LINK, 'b.json'], '/runs');
  await turn();
  expect(opened[1]).toEqual({ files: ['/runs/b.json'], links: [LINK] });
  emit('second-instance', ['electron', '.'], '/runs');
  await turn();
  expect(opened).toHaveLength(2);
});
