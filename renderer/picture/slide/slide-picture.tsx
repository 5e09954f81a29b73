import type { ComponentType } from 'react';
import { formatDate } from '../../../electron/ipc/figures.ts';
import type { Slide } from '../../../electron/ipc/story.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { visibleLine } from '../../../electron/ipc/visible-text.ts';
import type { Box } from '../../model/plot-scale.ts';
import { type AddressedView, viewOf } from '../../model/view-address.ts';
import type { ViewId } from '../../model/views.ts';
import type { SlideContent } from '../../state/story-slice.ts';
import { fitted } from '../fitted.ts';
import { wrapped } from '../wrapped.ts';
import { ChartSlide } from './chart-slide.tsx';
import { HeatMapSlide } from './heat-map-slide.tsx';
import { HistorySlide } from './history-slide.tsx';
import { MslSlide } from './msl-slide.tsx';
import { RooflineSlide } from './roofline-slide.tsx';
import { SamplesSlide } from './samples-slide.tsx';

/** As programs for slides have them: 16:9, in points. */
export const SLIDE_SIZE = { width: 960, height: 540 } as const;
const MARGIN = 40;
const SENTENCE = { size: 26, line: 32, top: 56, most: 2 } as const;
/** Below the body: its source. */
const FOOT = 44;
const FONT = "'Inter Variable', Inter, system-ui, 'Helvetica Neue', Arial, sans-serif";

/** What the body of a slide draws, and where. */
export interface SlideBodyProps {
  content: SlideContent;
  view: AddressedView;
  /** Without the sentence and the source. */
  box: Box;
  /** Lines that have not appeared yet. */
  unbuilt: readonly string[];
}

const BODIES: Readonly<Record<ViewId, ComponentType<SlideBodyProps>>> = {
  sweep: ChartSlide,
  'heat-map': HeatMapSlide,
  roofline: RooflineSlide,
  samples: SamplesSlide,
  history: HistorySlide,
};

interface SlidePictureProps {
  slide: Slide;
  content: SlideContent;
  unbuilt?: readonly string[];
}

/** A slide, as it is presented, printed and saved: what it says, what shows it, and where that comes from. */
export function SlidePicture({ slide, content, unbuilt = [] }: SlidePictureProps) {
  const { run } = content;
  const { width, height } = SLIDE_SIZE;
  const wide = width - 2 * MARGIN;
  const sentence = wrapped(visibleLine(slide.sentence), wide, SENTENCE.size, SENTENCE.most);
  const top = SENTENCE.top + SENTENCE.line * (Math.max(1, sentence.length) - 1) + 16;
  const box = { x: MARGIN, y: top, width: wide, height: height - FOOT - top };
  const view = viewOf(slide.address, run);
  const Body = BODIES[view.view];
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      fontFamily={FONT}
      fontSize={13}
      fill="var(--text-2)"
    >
      <title>{sentence.join(' ')}</title>
      <rect width={width} height={height} fill="var(--surface)" />
      {sentence.map((line, index) => (
        <text
          key={line}
          x={MARGIN}
          y={SENTENCE.top + index * SENTENCE.line}
          fontSize={SENTENCE.size}
          fontWeight={600}
          fill="var(--text)"
        >
          {line}
        </text>
      ))}
      {slide.shows === 'msl' ? (
        <MslSlide content={content} view={view} box={box} line={slide.line} />
      ) : (
        <Body content={content} view={view} box={box} unbuilt={unbuilt} />
      )}
      <text x={MARGIN} y={height - 18} fontSize={11} fill="var(--text-3)">
        {fitted(sourceOf(run), wide, 11)}
      </text>
    </svg>
  );
}

/** Where the figures come from: "Apple M3 Max · macOS 26.1 · 1 Dec 2026 · Tilescope 0.1.0 · Quick sweep". */
function sourceOf({ name, startedAt, environment: { device, os, versions } }: Run): string {
  const parts = [
    device.name,
    os,
    formatDate(startedAt),
    `Tilescope ${versions.tilescope ?? ''}`.trim(),
    name,
  ];
  return visibleLine(parts.join(' · '));
}
