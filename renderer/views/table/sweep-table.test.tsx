// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { CONTENDER_IDS, cellOf, emptyCell, runOf, square } from '../../model/fixture/recorded-run.ts';
import { createWorkbench, type Workbench, WorkbenchContext } from '../../state/store.ts';
import { SweepTable } from './sweep-table.tsx';

const [TILED = '', TUNED = ''] = CONTENDER_IDS;
const RUN = runOf([
  cellOf(square(128), TILED, 400_000),
  cellOf(square(128), TUNED, 100_000),
  cellOf(square(64), TILED, 90_000),
  emptyCell(square(64), TUNED, 'failed', 'line 3: unknown type'),
]);

let store: Workbench;
let host: HTMLElement;

const all = <T extends HTMLElement>(selector: string) => [...host.querySelectorAll<T>(selector)];
const sizes = () => all('tbody th').map(({ textContent }) => textContent);
const fire = (target: Element | undefined, event: Event) => act(async () => target?.dispatchEvent(event));

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
    },
  );
  store = createWorkbench({ kind: 'embedded', run: RUN });
  host = document.createElement('div');
  document.body.replaceChildren(host);
  await act(async () =>
    createRoot(host).render(
      <WorkbenchContext value={store}>
        <SweepTable run={RUN} />
      </WorkbenchContext>,
    ),
  );
});

describe('SweepTable', () => {
  test('shows sizes in order, the best of each, and a failed cell with its reason', () => {
    expect(sizes()).toEqual(['64', '128']);
    expect(all('td[data-status="failed"]')[0]?.textContent).toContain('line 3: unknown type');
    const bold = all('[data-leads]').map((figure) => figure.closest('td')?.dataset.contender);
    expect(bold).toEqual([TUNED]);
    expect(all('td[data-status="failed"] .outcome')[0]?.title).toBe(
      'Failed · COMPILE_FAILED · line 3: unknown type',
    );
  });

  test('one cell has the tab stop; a click pins it and lights its row only', async () => {
    expect(all('td button[tabindex="0"]')).toHaveLength(1);
    await fire(all('td button')[0], new MouseEvent('click', { bubbles: true }));
    expect(store.getState().selection.pinned).toMatchObject({ contender: TILED });
    expect(all('tr[data-lit] th').map(({ textContent }) => textContent)).toEqual(['64']);
    expect(all('td button[aria-pressed="true"]')).toHaveLength(1);
  });

  test('the tab stop is among the rows that are drawn, and arrow keys go on from there', async () => {
    await fire(all('td button').at(-1), new MouseEvent('click', { bubbles: true }));
    await act(async () => store.getState().setFilter('n<100'));
    const [stop, ...others] = all('td button[tabindex="0"]');
    expect(others).toEqual([]);
    expect(stop?.closest('tr')?.dataset.problem).toContain('64x64x64');
    await fire(stop, new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    expect(store.getState().selection.pinned).toMatchObject({ contender: TUNED });
    expect(store.getState().selection.pinned?.problem).toContain('64x64x64');
  });

  test('arrow keys follow the sorted rows', async () => {
    await fire(all('thead .sort')[0], new MouseEvent('click', { bubbles: true }));
    expect(sizes()).toEqual(['128', '64']);
    await fire(all('td button')[0], new MouseEvent('click', { bubbles: true }));
    await fire(all('td button')[0], new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    expect(store.getState().selection.pinned?.problem).toContain('64x64x64');
  });

  test('one figure at a time; the background is by the ratio to the reference', async () => {
    await act(async () => store.getState().setReference(TILED));
    await act(async () => store.getState().setFigure('ofReference'));
    const cell = all(`td[data-contender="${TUNED}"]`).at(-1);
    expect([cell?.textContent, cell?.dataset.tint]).toEqual(['✓4.00×', 'win']);
    expect(all(`td[data-contender="${TILED}"]`).at(-1)?.dataset.tint).toBeUndefined();
  });

  test('columns move, hide and become the reference by keys; the titles are one tab stop', async () => {
    const titles = () => all('thead th').flatMap(({ dataset }) => dataset.contender ?? []);
    const press = (key: string, altKey = false) =>
      fire(all('.sort')[1], new KeyboardEvent('keydown', { key, altKey, bubbles: true }));
    expect(all('thead [tabindex="0"]')).toHaveLength(1);
    await act(async () => all('.sort')[1]?.focus());
    await press('ArrowRight', true);
    expect(titles().slice(0, 2)).toEqual([TUNED, TILED]);
    await press('=');
    expect(store.getState().reference).toBe(TUNED);
    await press('-');
    expect(titles()).not.toContain(TUNED);
    expect(store.getState().hiddenColumns).toEqual([TUNED]);
  });

  test('a cell is announced as a sentence', () => {
    expect(all('td button')[2]?.getAttribute('aria-label')).toMatch(
      /at 128: Verified, .*GFLOPS.* of the roof.*median/,
    );
  });
});
