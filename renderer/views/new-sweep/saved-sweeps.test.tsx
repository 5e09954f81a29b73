// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import type { SavedSweep } from '../../../electron/ipc/presets/saved-sweep.ts';
import { runOf } from '../../model/fixture/recorded-run.ts';
import { createWorkbench, type Workbench, WorkbenchContext } from '../../state/store.ts';
import { SweepForm } from './new-sweep.tsx';

const MINE: SavedSweep = {
  name: 'mine',
  preset: { hint: 'Two sizes', op: 'gemm', sizes: '48, 96', set: { batch: '2' } },
  problem: null,
};
const NEWER: SavedSweep = { name: 'newer', preset: null, problem: 'saved by a newer version' };
const FAILURE = { code: 'STORE_FAILED', message: 'The disk is full.' };

let answer: unknown;
const invoke = vi.fn(async (_channel: string, _request?: unknown) => answer);
let store: Workbench;
let host: HTMLElement;

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  answer = { ok: true, value: [MINE] };
  invoke.mockClear();
  store = createWorkbench({ kind: 'live', api: { platform: 'linux', invoke } as unknown as TilescopeApi });
  const { device } = runOf([]).environment;
  store.setState({ devices: [device], savedSweeps: [MINE, NEWER] });
  store.getState().adoptDevices([device]);
  host = document.createElement('div');
  document.body.replaceChildren(host);
  await act(async () =>
    createRoot(host).render(
      <WorkbenchContext value={store}>
        <SweepForm />
      </WorkbenchContext>,
    ),
  );
  await click('Save…');
});

const find = <E extends HTMLElement>(selector: string) => {
  const found = host.querySelector<E>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const button = (name: string) => {
  const named = [...host.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent) === name,
  );
  if (!named) throw new Error(`no button ${name}`);
  return named;
};
const click = (name: string) => act(async () => button(name).click());
const key = (target: HTMLElement, name: string) =>
  act(async () =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })),
  );
const type = (target: HTMLInputElement, text: string) =>
  act(async () => {
    // As React listens: past its own record of the value.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(target, text);
    target.dispatchEvent(new Event('input', { bubbles: true }));
  });
const nameField = () => find<HTMLInputElement>('#saved-sweep-name');

test('take the focus when they are opened, and are closed with Escape or the chip', async () => {
  expect(document.activeElement).toBe(nameField());
  expect(button('Save…').getAttribute('aria-expanded')).toBe('true');
  await key(nameField(), 'Escape');
  expect(host.querySelector('#saved-sweep-name')).toBeNull();
  expect(document.activeElement).toBe(button('Save…'));
  await click('Save…');
  await click('Save…');
  expect(host.querySelector('#saved-sweep-name')).toBeNull();
});

test('are chosen beside the presets, and those that cannot be read say why', async () => {
  expect(button('mine').getAttribute('aria-pressed')).toBe('false');
  await click('mine');
  expect(button('mine').getAttribute('aria-pressed')).toBe('true');
  expect(store.getState().form).toMatchObject({ sizes: '48, 96', options: { batch: '2' } });
  expect(find('.saved-list').textContent).toContain('newersaved by a newer version');
});

test('are saved with Enter, by a name that is as expected, and the field is ready for another', async () => {
  await type(nameField(), 'a b');
  expect(find('[data-testid="saved-sweeps"]').textContent).toContain('Expected up to 64 letters');
  expect(button('Save').disabled).toBe(true);
  await key(nameField(), 'Enter');
  expect(invoke).not.toHaveBeenCalled();

  await type(nameField(), 'fine');
  await key(nameField(), 'Enter');
  const { sizes } = store.getState().form;
  expect(invoke.mock.calls).toEqual([
    [
      'presets.save',
      { name: 'fine', preset: expect.objectContaining({ op: 'gemm', sizes }), mayReplace: false },
    ],
  ]);
  expect(nameField().value).toBe('');
  expect(store.getState().savedSweeps).toEqual([MINE]);
});

test('are not saved while the form has errors', async () => {
  await act(async () => store.getState().setForm({ sizes: 'x' }));
  await type(nameField(), 'fine');
  expect(button('Save').disabled).toBe(true);
  expect(find('[data-testid="saved-sweeps"]').textContent).toContain('Correct the form first');
});

test('are replaced once that is confirmed', async () => {
  await type(nameField(), 'mine');
  await click('Save');
  expect(find('[role="alertdialog"]').textContent).toContain('Replace the saved sweep “mine”?');
  expect(document.activeElement).toBe(button('Replace'));
  await key(button('Replace'), 'Escape');
  expect(host.querySelector('[role="alertdialog"]')).toBeNull();
  expect(document.activeElement).toBe(nameField());
  expect(invoke).not.toHaveBeenCalled();
  await click('Save');
  await click('Replace');
  expect(invoke.mock.calls).toMatchObject([['presets.save', { name: 'mine', mayReplace: true }]]);
});

test('are renamed and deleted', async () => {
  const rename = async (next: string) => {
    await click('Rename newer');
    const field = find<HTMLInputElement>('[aria-label="Name of the saved sweep"]');
    expect(document.activeElement).toBe(field);
    await type(field, next);
    await key(field, 'Enter');
  };
  await rename('quick');
  expect(store.getState().notice?.message).toMatch(/renamed to quick: expected a name that no preset/);
  await rename('later');
  expect(invoke.mock.calls).toEqual([['presets.rename', { name: 'newer', next: 'later' }]]);
  invoke.mockClear();
  await click('Delete mine');
  await click('Delete');
  expect(invoke.mock.calls).toEqual([['presets.delete', { name: 'mine' }]]);
});

test('a failure is shown, and what was typed stays', async () => {
  answer = { ok: false, error: FAILURE };
  await type(nameField(), 'fine');
  await click('Save');
  expect(store.getState().notice).toMatchObject(FAILURE);
  expect(nameField().value).toBe('fine');
  expect(store.getState().savedSweeps).toEqual([MINE, NEWER]);
});
