// @vitest-environment jsdom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { contenderLabel } from '../../../kernels/index.ts';
import { CONTENDER_IDS, cellOf, emptyCell, runOf, square } from '../../model/fixture/recorded-run.ts';
import { createWorkbench, WorkbenchContext } from '../../state/store.ts';
import { Report } from './report-view.tsx';

const CONTENDERS = CONTENDER_IDS.slice(0, 6);
/** More sizes than are drawn at a time. */
const SIZES = Array.from({ length: 70 }, (_, index) => index + 1);
const RUN = runOf(
  SIZES.flatMap((size) =>
    CONTENDERS.map((contender, index) =>
      size === 7 && index === 5
        ? emptyCell(square(size), contender, 'failed', 'line 3: unknown type')
        : cellOf(square(size), contender, 1000 * size ** 2),
    ),
  ),
);

/** The media query of printing, which a test turns on and off. */
const media = Object.assign(new EventTarget(), { matches: false });
const all = (selector: string) => [...document.querySelectorAll(selector)];

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  // CodeMirror measures text, which jsdom does not lay out.
  Object.assign(Range.prototype, { getClientRects: () => [] });
  media.matches = false;
  vi.stubGlobal('matchMedia', () => media);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      disconnect = vi.fn();
      unobserve = vi.fn();
    },
  );
  const host = document.createElement('div');
  document.body.replaceChildren(host);
  await act(async () =>
    createRoot(host).render(
      <WorkbenchContext value={createWorkbench({ kind: 'embedded', run: RUN })}>
        <Report run={RUN} />
      </WorkbenchContext>,
    ),
  );
});

test('on the screen, only the rows in sight are drawn', () => {
  expect(all('.sweep-table tbody th').length).toBeLessThan(SIZES.length);
  expect(all('[data-testid="printed-table"]')).toEqual([]);
});

test('on paper, every row is drawn of every contender, as is the reason of a failure', async () => {
  await act(async () => void window.dispatchEvent(new Event('beforeprint')));
  const tables = all('[data-testid="printed-table"]');
  expect(tables.length).toBeGreaterThan(1);
  for (const table of tables) expect(table.querySelectorAll('tbody tr')).toHaveLength(SIZES.length);
  for (const contender of CONTENDERS) {
    expect(all(`td[data-contender="${contender}"]`), contender).toHaveLength(SIZES.length);
    expect(tables.map(({ textContent }) => textContent).join()).toContain(contenderLabel(contender));
  }
  expect(document.body.textContent).toContain('line 3: unknown type');
  await act(async () => void window.dispatchEvent(new Event('afterprint')));
  expect(all('[data-testid="printed-table"]')).toEqual([]);
});

test('a page that is shown as if it were printed is drawn so, too', async () => {
  media.matches = true;
  await act(async () => void media.dispatchEvent(new Event('change')));
  expect(all('[data-testid="printed-table"]').length).toBeGreaterThan(1);
});
