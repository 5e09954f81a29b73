// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../electron/ipc/types.ts';
import { contenderLabel } from '../../kernels/index.ts';
import { CONTENDER_IDS, cellOf, emptyCell, runOf, square } from '../model/fixture/recorded-run.ts';
import { chartSvg } from './chart-svg.tsx';
import { standalone, tokensOf } from './standalone.ts';

const TOKENS = tokensOf(readFileSync(join(import.meta.dirname, '../styles/tokens.css'), 'utf8'));
const [ONE = '', OTHER = ''] = CONTENDER_IDS;
const HOT = { thermalState: 'serious', lowPowerMode: false, powerSource: 'mains' } as const;

const RUN = runOf([
  cellOf(square(64), ONE, 10_000),
  cellOf(square(128), ONE, 80_000, { conditions: HOT }),
  cellOf(square(64), OTHER, 20_000),
  emptyCell(square(128), OTHER, 'failed', 'line 3: unknown type'),
]);

function drawn(run: Run, address = ''): Document {
  const picture = new DOMParser().parseFromString(chartSvg(run, address, TOKENS), 'image/svg+xml');
  expect(picture.querySelector('parsererror')).toBeNull();
  return picture;
}
const textsOf = (picture: Document) =>
  [...picture.querySelectorAll('text')].map((one) => one.textContent.replaceAll('\u00a0', ' '));

describe('the chart as SVG', () => {
  it('stands alone: its colours are colours, and nothing refers to a style sheet', () => {
    const picture = drawn(RUN);
    const colors = [...picture.querySelectorAll('[fill], [stroke]')].flatMap((one) =>
      ['fill', 'stroke'].map((name) => one.getAttribute(name)).filter((value) => value !== null),
    );
    expect(colors.filter((color) => !/^(#[\da-f]{6}|none)$/.test(color))).toEqual([]);
    expect(colors).toEqual(expect.arrayContaining(['#b86e00', '#0b74b8', '#ffffff']));
    expect(picture.documentElement.outerHTML).not.toMatch(/class=|style=|data-|href/);
  });

  it('says what was measured, on what, how, and below which roof', () => {
    expect(textsOf(drawn(RUN))).toEqual(
      expect.arrayContaining([
        RUN.name,
        `${RUN.environment.device.name} · ${RUN.startedAt.slice(0, 10)}`,
        expect.stringMatching(/^Utilization against size.*Wall time.*median and IQR/),
        'Roof 100 GFLOPS ↑',
        'Size: M = N = K',
        '40%',
        '128',
        ...[ONE, OTHER].map(contenderLabel),
        'Hollow: doubtful',
        'Failed',
      ]),
    );
  });

  it('draws a line for each contender, a marker for each figure and a mark for each cell without', () => {
    const before = drawn(RUN).querySelectorAll('path').length;
    const without = drawn(runOf([...RUN.cells.slice(0, 3)])).querySelectorAll('path').length;
    // The mark's glyph in the plot, and in the legend.
    expect(before - without).toBe(2);
  });

  it('has the view of an address', () => {
    const texts = textsOf(drawn(RUN, `metric=error&hide=${OTHER}`));
    expect(texts).toContainEqual(expect.stringContaining('Error against size'));
    expect(texts).not.toContain('Roof 100 GFLOPS');
    expect(texts).not.toContain(contenderLabel(OTHER));
    expect(texts).toContain(contenderLabel(ONE));
  });

  it('shows names as they are, on one line, and shortens long ones', () => {
    const name = '<b>"A" & fill="var(--bad)"</b>\u202e';
    const [title] = textsOf(drawn({ ...RUN, name }));
    expect(title).toBe('<b>"A" & fill="var(--bad)"</b>\\u202e');
    expect(textsOf(drawn({ ...RUN, name: 'x'.repeat(500) }))[0]).toMatch(/^x{50,90}…$/);
  });

  it('draws a run without a figure, and one without a cell', () => {
    expect(textsOf(drawn(runOf([emptyCell(square(64), ONE, 'unsupported')])))).toContain('Unsupported');
    expect(textsOf(drawn({ ...RUN, cells: [] }))).toContain(RUN.name);
  });
});

it('a picture keeps texts that look like markup', () => {
  expect(
    standalone('<text fill="var(--surface)" class="a">fill="var(--bad)" &lt;p class="b"&gt;</text>', TOKENS),
  ).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<text fill="#ffffff">fill="var(--bad)" &lt;p class="b"&gt;</text>\n',
  );
});
