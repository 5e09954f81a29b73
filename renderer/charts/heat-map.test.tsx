// @vitest-environment jsdom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type HeatCell, HeatMap } from './heat-map.tsx';

const CELLS: HeatCell[] = [
  { x: '1', y: 'a', value: 1, details: 'one a' },
  { x: '2', y: 'a', value: 0.8, mark: 'best', details: 'two a, the best' },
  { x: '1', y: 'b', value: null, mark: 'refused', details: 'one b: refused' },
];
const onChoose = vi.fn();
let root: Root;
let page: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  page = document.body.appendChild(document.createElement('div'));
  root = createRoot(page);
  act(() =>
    root.render(
      <HeatMap
        {...{ label: 'Map', xLabel: 'X', yLabel: 'Y', cells: CELLS, hatchLabel: 'refused', onChoose }}
        xs={['1', '2']}
        ys={['a', 'b']}
        format={(value) => `${value}×`}
      />,
    ),
  );
});
afterEach(() => {
  act(() => root.unmount());
  page.remove();
});

const cells = () => [...page.querySelectorAll<HTMLElement>('.heat-cell')];
const press = (key: string) =>
  act(() => void document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })));

test('it is a table with a text for every cell, also for what was not tried', () => {
  expect(page.querySelector('table')?.getAttribute('aria-label')).toBe('Map');
  expect(cells().map((cell) => cell.getAttribute('aria-label'))).toEqual([
    'one a',
    'two a, the best',
    'one b: refused',
    '2, b: not tried',
  ]);
  expect(cells().map(({ dataset }) => [dataset.heat, dataset.mark])).toEqual([
    ['less', undefined],
    ['less', 'best'],
    [undefined, 'refused'],
    [undefined, undefined],
  ]);
});

test('Tab reaches one cell, arrows the others, and Enter chooses', () => {
  expect(cells().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1]);
  act(() => cells()[0]?.focus());
  press('ArrowRight');
  press('ArrowRight');
  expect(document.activeElement).toBe(cells()[1]);
  expect(page.querySelector('.heat-told')?.textContent).toBe('two a, the best');
  press('ArrowDown');
  expect(document.activeElement).toBe(cells()[3]);
  expect(cells().map(({ tabIndex }) => tabIndex)).toEqual([-1, -1, -1, 0]);
  press('ArrowUp');
  press('Enter');
  expect(onChoose).toHaveBeenCalledExactlyOnceWith(CELLS[1]);
});
