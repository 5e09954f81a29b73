import { useEffect, useState } from 'react';
import type { Slide } from '../../electron/ipc/story.ts';
import type { Run } from '../../electron/ipc/types.ts';
import { failureOf } from './source.ts';
import { useWorkbenchStore } from './store.ts';
import type { SlideContent } from './story-slice.ts';

/** A slide with all that it draws. */
export interface ReadSlide {
  readonly slide: Slide;
  readonly content: SlideContent;
}

/** A slide once what it draws has been read; until then the one that was asked for before, or null. */
export function useReadSlide(run: Run | null, slide: Slide | null): ReadSlide | null {
  const store = useWorkbenchStore();
  const [read, setRead] = useState<ReadSlide | null>(null);
  useEffect(() => {
    if (!run || !slide) return;
    let isAsked = true;
    store
      .getState()
      .readSlide(run, slide)
      .then((content) => isAsked && setRead({ slide, content }))
      .catch((error) => isAsked && store.getState().notify(failureOf(error)));
    return () => {
      isAsked = false;
    };
  }, [store, run, slide]);
  return read;
}
