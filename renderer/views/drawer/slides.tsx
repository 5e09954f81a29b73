import type { KeyboardEvent } from 'react';
import type { Slide } from '../../../electron/ipc/story.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { COMMAND_KEYS } from '../../model/command-keys.ts';
import { SlidePicture } from '../../picture/slide/slide-picture.tsx';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { useReadSlide } from '../../state/use-slide-content.ts';
import { Button, IconButton } from '../../widgets/button.tsx';
import { Keys } from '../../widgets/key.tsx';
import { SlideFields } from './slide-fields.tsx';

const NONE: readonly Slide[] = [];

/** The views of a run that are saved to be presented: a strip of pictures, and what the chosen one says. */
export function Slides({ run }: { run: Run }) {
  const chosen = useWorkbench((state) => state.chosenSlide);
  const { saveView, present, chooseSlide, moveSlide, removeSlide, open } = useWorkbenchStore().getState();
  const story = run.story ?? NONE;
  const index = Math.min(chosen, story.length - 1);
  const slide = story[index];
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key] as -1 | 1 | undefined;
    if (by && event.altKey) void moveSlide(index, by);
    else if (by) chooseSlide(Math.max(0, Math.min(story.length - 1, index + by)));
    else if (event.key === 'Delete' || event.key === 'Backspace') void removeSlide(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (by) focusSlide(index + by);
  };
  if (!slide)
    return (
      <p className="empty">
        No slides yet. <Keys combo={COMMAND_KEYS['save-view']} /> saves what is shown as one,{' '}
        <Keys combo={COMMAND_KEYS.present} /> presents them.
      </p>
    );
  return (
    <div className="slides" data-testid="slides">
      <div className="slide-strip" role="listbox" aria-label="Slides" onKeyDown={onKeyDown}>
        {story.map((one, at) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: slides are their places
            key={at}
            type="button"
            role="option"
            className="slide-thumbnail"
            data-testid="slide"
            data-slide={at}
            aria-selected={at === index}
            aria-label={`Slide ${at + 1}: ${one.sentence}`}
            tabIndex={at === index ? 0 : -1}
            onClick={() => chooseSlide(at)}
            onDoubleClick={() => void present(at)}
          >
            <span className="num">{at + 1}</span>
            <Thumbnail run={run} slide={one} />
          </button>
        ))}
      </div>
      <div className="slide-tools">
        <Button size="small" icon="present" onClick={() => void present(index)}>
          Present from here
        </Button>
        <Button size="small" onClick={() => void open(run.id, slide.address)}>
          Show this view
        </Button>
        <span className="spacer" />
        <IconButton
          size="small"
          icon="plus"
          label="Save what is shown"
          onClick={() => void saveView('view')}
        />
        <IconButton size="small" icon="trash" label="Delete slide" onClick={() => void removeSlide(index)} />
      </div>
      <SlideFields key={`${run.id} ${index} ${story.length}`} slide={slide} index={index} />
    </div>
  );
}

function focusSlide(index: number): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-slide="${index}"]`)?.focus());
}

/** A slide as it will be shown, with all its lines. */
function Thumbnail({ run, slide }: { run: Run; slide: Slide }) {
  const read = useReadSlide(run, slide);
  return <span className="slide-picture">{read && <SlidePicture {...read} />}</span>;
}
