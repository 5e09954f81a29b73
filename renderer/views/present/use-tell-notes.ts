import { createElement, useEffect, useState } from 'react';
import type { NotesPage } from '../../../electron/ipc/story.ts';
import { placeBeside, unbuiltAt } from '../../model/story.ts';
import { SlidePicture } from '../../picture/slide/slide-picture.tsx';
import { svgOf } from '../../picture/svg-of.ts';
import type { Presenting } from '../../state/present-slice.ts';
import { useWorkbenchStore, type WorkbenchState } from '../../state/store.ts';

/** What takes a while to draw. */
type Drawn = Omit<NotesPage, 'timer'>;
type Shown = Pick<Presenting, 'run' | 'slides' | 'place'>;

/** Keeps the speaker's notes at what is presented, and draws nothing while they are not open. */
export function useTellNotes({ run, slides, place, timer, hasNotes }: Presenting): void {
  const store = useWorkbenchStore();
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    if (!hasNotes) {
      setDrawn(null);
      return;
    }
    let isAsked = true;
    draw(store.getState(), { run, slides, place }).then(
      (page) => isAsked && setDrawn(page),
      // The slide that cannot be read says so itself.
      () => undefined,
    );
    return () => {
      isAsked = false;
    };
  }, [store, run, slides, place, hasNotes]);
  useEffect(() => {
    if (drawn) void store.getState().showNotes({ ...drawn, timer });
  }, [store, drawn, timer]);
}

async function draw(state: WorkbenchState, { run, slides, place }: Shown): Promise<Drawn> {
  const next = placeBeside(slides, run, place, 1);
  return {
    title: run.name,
    slide: place.slide + 1,
    slides: slides.length,
    notes: slides[place.slide]?.notes ?? '',
    now: await picture(state, { run, slides, place }),
    next: next && (await picture(state, { run, slides, place: next })),
  };
}

async function picture(state: WorkbenchState, { run, slides, place }: Shown): Promise<string> {
  const slide = slides[place.slide];
  if (!slide) return '';
  const content = await state.readSlide(run, slide);
  return svgOf(createElement(SlidePicture, { slide, content, unbuilt: unbuiltAt(slide, run, place.step) }));
}
