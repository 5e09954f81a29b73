import { useEffect, useRef } from 'react';
import { unbuiltAt } from '../../model/story.ts';
import { SlidePicture } from '../../picture/slide/slide-picture.tsx';
import type { Presenting } from '../../state/present-slice.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { useReadSlide } from '../../state/use-slide-content.ts';
import { useIdlePointer } from './use-idle-pointer.ts';
import { usePresentKeys } from './use-present-keys.ts';
import { useTellNotes } from './use-tell-notes.ts';

/** The story that is presented, over everything else. */
export function Presentation() {
  const presenting = useWorkbench((state) => state.presenting);
  return presenting && <Slides presenting={presenting} />;
}

function Slides({ presenting }: { presenting: Presenting }) {
  const { run, slides, place, isBlank, live } = presenting;
  const { stepBy, measureLive } = useWorkbenchStore().getState();
  const slide = slides[place.slide] ?? null;
  const shownRun = live?.status === 'measured' ? live.run : run;
  const read = useReadSlide(shownRun, slide);
  const stage = useRef<HTMLDivElement>(null);
  const isIdle = useIdlePointer();
  usePresentKeys();
  useTellNotes(presenting);
  useEffect(() => stage.current?.focus(), []);
  useEffect(() => {
    if (slide?.live) void measureLive();
  }, [slide, measureLive]);
  return (
    <div
      ref={stage}
      className="presentation"
      role="dialog"
      aria-modal="true"
      aria-label="Presentation"
      data-testid="presentation"
      data-idle={isIdle || undefined}
      data-blank={isBlank || undefined}
      tabIndex={-1}
      onClick={() => stepBy(1)}
      onKeyDown={() => undefined}
    >
      <p className="visually-hidden" aria-live="polite" data-testid="slide-told">
        {`Slide ${place.slide + 1} of ${slides.length}: ${slide?.sentence ?? ''}`}
      </p>
      {read && !isBlank && (
        <SlidePicture
          slide={read.slide}
          content={read.content}
          unbuilt={read.slide === slide ? unbuiltAt(slide, run, place.step) : []}
        />
      )}
      {live && !isBlank && <LiveBadge live={live} />}
    </div>
  );
}

/** Whether the slide shows what was just measured, or the record. */
function LiveBadge({ live }: { live: NonNullable<Presenting['live']> }) {
  const text = {
    starting: 'Measuring…',
    measuring: 'Measuring…',
    measured: 'Measured just now',
    failed: `The record: ${live.status === 'failed' ? live.reason : ''}`,
  }[live.status];
  return (
    <p className="live-badge" data-status={live.status} data-testid="live-badge" role="status">
      {text}
    </p>
  );
}
