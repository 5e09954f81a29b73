// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Slide } from '../../../electron/ipc/story.ts';
import { contenderLabel } from '../../../kernels/index.ts';
import { CONTENDER_IDS, cellOf, runOf, square } from '../../model/fixture/recorded-run.ts';
import { slideCells } from '../../model/story.ts';
import { VIEW_IDS } from '../../model/views.ts';
import { standalone, tokensOf } from '../standalone.ts';
import { SlidePicture } from './slide-picture.tsx';

const TOKENS = tokensOf(readFileSync(join(import.meta.dirname, '../../styles/tokens.css'), 'utf8'));
const [ONE = '', OTHER = ''] = CONTENDER_IDS;
const RUN = runOf([
  cellOf(square(64), ONE, 10_000),
  cellOf(square(128), ONE, 80_000),
  cellOf(square(64), OTHER, 20_000),
  cellOf(square(128), OTHER, 90_000),
]);

function drawn(change: Partial<Slide>, unbuilt: string[] = []): Document {
  const slide: Slide = {
    ...{
      sentence: 'What it says',
      address: '',
      shows: 'view',
      line: 1,
      builds: false,
      live: false,
      notes: '',
    },
    ...change,
  };
  const content = { run: RUN, cells: slideCells(RUN, slide.address), timeline: null, kept: null };
  const markup = renderToStaticMarkup(<SlidePicture slide={slide} content={content} unbuilt={unbuilt} />);
  const picture = new DOMParser().parseFromString(standalone(markup, TOKENS), 'image/svg+xml');
  expect(picture.querySelector('parsererror')).toBeNull();
  return picture;
}

const textOf = (picture: Document) => picture.documentElement.textContent.replaceAll('\u00a0', ' ');

describe('a slide', () => {
  it.each([...VIEW_IDS])('of %s stands alone: 16:9, with its sentence and its source', (view) => {
    const picture = drawn({ address: `view=${view}` });
    expect(picture.documentElement.getAttribute('viewBox')).toBe('0 0 960 540');
    expect(textOf(picture)).toContain('What it says');
    expect(textOf(picture)).toContain(RUN.environment.device.name);
    const colors = [...picture.querySelectorAll('[fill], [stroke]')].flatMap((one) =>
      ['fill', 'stroke'].map((name) => one.getAttribute(name)).filter((value) => value !== null),
    );
    expect(colors.filter((color) => !/^(#[\da-f]{6}|none)$/.test(color))).toEqual([]);
  });

  it('draws the lines that have appeared, on axes that fit all', () => {
    const [all, some] = [drawn({}), drawn({}, [OTHER])];
    expect(textOf(all)).toContain(contenderLabel(OTHER));
    expect(textOf(some)).not.toContain(contenderLabel(OTHER));
    const ticks = (picture: Document) =>
      [...picture.querySelectorAll('text[text-anchor="end"]')].map((one) => one.textContent);
    expect(ticks(some)).toEqual(ticks(all));
  });

  it('shows the MSL of its cell from a line on', () => {
    const whole = textOf(drawn({ shows: 'msl' }));
    expect(whole).toContain('#include <metal_stdlib>');
    expect(textOf(drawn({ shows: 'msl', line: 40 }))).not.toContain('#include <metal_stdlib>');
  });

  it('keeps texts that look like markup, and shortens what is too long', () => {
    const texts = textOf(drawn({ sentence: `<b>"A" & fill="var(--bad)"</b>\u202e ${'long '.repeat(100)}` }));
    expect(texts).toContain('<b>"A" & fill="var(--bad)"</b>\\u202e');
    expect(texts).toContain('…');
  });
});
