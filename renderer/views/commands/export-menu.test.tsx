// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import { runOf } from '../../model/fixture/recorded-run.ts';
import type { Source } from '../../state/source.ts';
import { createWorkbench, WorkbenchContext } from '../../state/store.ts';
import { ExportMenu } from './export-menu.tsx';

const RUN = runOf([]);
const invoke = vi.fn(async (_channel: string, _request?: unknown) => ({ ok: true, value: null }));
const LIVE: Source = { kind: 'live', api: { platform: 'linux', invoke } as unknown as TilescopeApi };

let host: HTMLElement;
const button = () => host.querySelector('button') as HTMLButtonElement;
const items = () => [...host.querySelectorAll<HTMLElement>('[role="menuitem"]')];
const press = (key: string) =>
  act(async () =>
    document.activeElement?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
    ),
  );
/** The place of the focus in the menu. */
const at = () => items().indexOf(document.activeElement as HTMLElement);

async function show(source: Source): Promise<void> {
  const store = createWorkbench(source);
  store.setState({ run: RUN });
  await act(async () =>
    createRoot(host).render(
      <WorkbenchContext value={store}>
        <ExportMenu />
      </WorkbenchContext>,
    ),
  );
}

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  invoke.mockClear();
  host = document.createElement('div');
  document.body.replaceChildren(host);
});

test('opens with an arrow, goes round with them, and returns the focus with Escape', async () => {
  await show(LIVE);
  button().focus();
  await press('ArrowDown');
  expect(button().getAttribute('aria-expanded')).toBe('true');
  expect(items().map((item) => item.querySelector('span')?.textContent)).toEqual([
    'Export run…',
    'Save report…',
    'Save report as PDF…',
    'Save view as PNG…',
    'Save view as SVG…',
    'Save view as PDF…',
    'Save shown figures as CSV…',
    'Copy picture of view',
    'Save slides as PDF…',
  ]);
  // The last is disabled without slides, and still reached.
  expect(at()).toBe(0);
  for (const [key, place] of [
    ['ArrowUp', 8],
    ['ArrowDown', 0],
    ['ArrowDown', 1],
    ['End', 8],
    ['Home', 0],
  ] as const) {
    await press(key);
    expect(at()).toBe(place);
  }
  await press('Escape');
  expect(items()).toEqual([]);
  expect(document.activeElement).toBe(button());
  await press('ArrowUp');
  expect(at()).toBe(8);
});

test('runs the command that is chosen, once, and closes', async () => {
  await show(LIVE);
  await act(async () => button().click());
  expect(at()).toBe(0);
  await act(async () => items()[2]?.click());
  expect(invoke.mock.calls).toEqual([['runs.pdf', { runId: RUN.id }]]);
  expect(items()).toEqual([]);
  expect(document.activeElement).toBe(button());
});

test('closes when the focus leaves it', async () => {
  const other = document.createElement('button');
  document.body.append(other);
  await show(LIVE);
  await act(async () => button().click());
  await act(async () => other.focus());
  expect(items()).toEqual([]);
});

test('has only what is shown in a report, which has no application behind it', async () => {
  await show({ kind: 'embedded', run: RUN });
  await act(async () => button().click());
  expect(items().map((item) => item.textContent)).toEqual([
    'Save view as PNG…ShiftB',
    'Save view as SVG…ShiftV',
    'Save shown figures as CSV…ShiftY',
    'Copy picture of viewCtrlShiftB',
  ]);
});
