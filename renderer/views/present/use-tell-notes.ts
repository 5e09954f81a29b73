import { createElement, useEffect } from 'react';
import { placeBeside, type StoryPlace, unbuiltAt } from '../../model/story.ts';
import { SlidePicture } from '../../picture/slide/slide-picture.tsx';
import { svgOf } from '../../picture/svg-of.ts';
import type { Presenting } from '../../state/present-slice.ts';
import { useWorkbench, useWorkbenchStore, type WorkbenchState } from '../../state/store.ts';

/** Keeps the speaker's notes at what is presented. */
export function useTellNotes(presenting: Presenting): void {
  const store = useWorkbenchStore();
  const readOnly = useWorkbench((state) => state.readOnly);
  const { run, slides, place, startedAtMs } = presenting;
  useEffect(() => {
    if (readOnly) return;
    let isAsked = true;
    const tell = async () => {
      const state = store.getState();
      const next = placeBeside(slides, run, place, 1);
      const page = {
        title: run.name,
        slide: place.slide + 1,
        slides: slides.length,
        notes: slides[place.slide]?.notes ?? '',
        now: await picture(state, run, slides, place),
        next: next && (await picture(state, run, slides, next)),
        startedAtMs,
      };
      if (isAsked) await state.showNotes(page);
    };
    void tell();
    return () => {
      isAsked = false;
    };
  }, [store, readOnly, run, slides, place, startedAtMs]);
}

async function picture(
  state: WorkbenchState,
  run: Presenting['run'],
  slides: Presenting['slides'],
  { slide: index, step }: StoryPlace,
): Promise<string> {
  const slide = slides[index];
  if (!slide) return '';
  const content = await state.readSlide(run, slide);
  return svgOf(createElement(SlidePicture, { slide, content, unbuilt: unbuiltAt(slide, run, step) }));
}
