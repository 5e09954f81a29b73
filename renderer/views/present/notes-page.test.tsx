// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import type { NotesPage as Page, TalkTimer } from '../../../electron/ipc/story.ts';
import { NotesPage } from './notes-page.tsx';

const NOW_MS = Date.UTC(2026, 0, 1, 12);
const page = (timer: TalkTimer): Page => ({
  ...{ title: 'A run', slide: 1, slides: 2, notes: 'Say hello.', now: '<svg/>', next: null, timer },
});
const RUNNING = { startedAtMs: NOW_MS - 65_000, pausedAtMs: null };

let host: HTMLElement;
let root: ReturnType<typeof createRoot>;
let asked: unknown[][];
let tell: (page: Page) => Promise<void>;

beforeEach(async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  vi.useFakeTimers({ now: NOW_MS });
  asked = [];
  let listener: (page: Page) => void = () => undefined;
  const invoke = async (channel: string, request: unknown) => {
    if (channel !== 'notes.get') asked.push([channel, request]);
    return { ok: true, value: null };
  };
  const on = (_event: string, receive: typeof listener) => {
    listener = receive;
    return () => undefined;
  };
  tell = (told) => act(async () => listener(told));
  host = document.body.appendChild(document.createElement('div'));
  root = createRoot(host);
  const api = { platform: 'linux', invoke, on } as unknown as TilescopeApi;
  await act(async () => root.render(<NotesPage api={api} />));
});
afterEach(async () => {
  await act(async () => root.unmount());
  host.remove();
  vi.useRealTimers();
});

const timer = () => host.querySelector('[role="timer"]');
const button = (name: string) =>
  [...host.querySelectorAll('button')].find(({ textContent }) => textContent === name);
const press = (key: string, target: EventTarget = document.body, init: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));

test('notes that have just opened wait for the slides', async () => {
  expect(host.textContent).toBe('Waiting for the slides…');
  await tell(page(RUNNING));
  expect(host.textContent).toContain('Say hello.');
});

test('the timer runs, stands still while it is paused, and says so', async () => {
  await tell(page(RUNNING));
  const shown = timer()?.textContent;
  await act(async () => vi.advanceTimersByTime(2000));
  expect(timer()?.textContent).not.toBe(shown);
  await tell(page({ ...RUNNING, pausedAtMs: NOW_MS }));
  await act(async () => vi.advanceTimersByTime(60_000));
  expect(timer()?.textContent).toBe(shown);
  expect(timer()?.getAttribute('aria-label')).toBe('Timer, paused');
  expect(button('Continue timer')).toBeDefined();
});

test('buttons and keys pause and reset the timer', async () => {
  await tell(page(RUNNING));
  button('Pause timer')?.click();
  button('Reset timer')?.click();
  press('p');
  press('R');
  const changes = ['toggle', 'reset', 'toggle', 'reset'];
  expect(asked).toEqual(changes.map((change) => ['notes.timer', { change }]));
});

test('a button with the focus leaves all keys but its own to the page', async () => {
  await tell(page(RUNNING));
  const focused = button('Pause timer') as HTMLElement;
  press(' ', focused);
  press('Enter', focused);
  press('r', focused, { ctrlKey: true });
  expect(asked).toEqual([]);
  press('ArrowRight', focused);
  press('r', focused);
  expect(asked).toEqual([
    ['notes.step', { by: 1 }],
    ['notes.timer', { change: 'reset' }],
  ]);
});
