// @vitest-environment jsdom
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { ErrorBoundary } from '../views/shell/error-boundary.tsx';
import { later, loadRest } from './later.tsx';

const Greeting = ({ name }: { name: string }) => <p>Hello {name}</p>;

let host: HTMLElement;
/** Draws something, and returns what can be read before anything is waited for. */
function draw(element: ReactNode): string | null {
  flushSync(() => createRoot(host).render(<ErrorBoundary>{element}</ErrorBoundary>));
  return host.textContent;
}
/** Waits for a text, generously, for a busy machine. */
const shows = (text: string) =>
  vi.waitFor(() => expect(host.textContent).toContain(text), { timeout: 60_000 });

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', (run: () => void) => run());
  host = document.createElement('div');
});

test('what comes later is loaded when it is drawn, once', async () => {
  const load = vi.fn(async () => Greeting);
  const Later = later(load);
  expect(load).not.toHaveBeenCalled();
  expect(
    draw(
      <>
        Here. <Later name="Ada" /> <Later name="Alan" />
      </>,
    ),
  ).toBe('Here.  ');
  await shows('Here. Hello Ada Hello Alan');
  expect(load).toHaveBeenCalledTimes(1);
});

test('what is loaded before it is drawn leaves no gap', async () => {
  const load = vi.fn(async () => Greeting);
  const Later = later(load);
  loadRest();
  await load.mock.results[0]?.value;
  expect(draw(<Later name="Ada" />)).toBe('Hello Ada');
});

test('code that cannot be loaded is an error only where it is drawn', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const Later = later<object>(() => Promise.reject(new Error('Failed to fetch the module')));
  loadRest();
  expect(draw('Here.')).toBe('Here.');
  host = document.createElement('div');
  draw(<Later />);
  await shows('Failed to fetch the module');
});
