import type { Slide } from '../../../electron/ipc/story.ts';
import { useWorkbenchStore } from '../../state/store.ts';
import { Segmented } from '../../widgets/segmented.tsx';

interface SlideFieldsProps {
  slide: Slide;
  /** Its place in the story. */
  index: number;
}

/** What a slide says, shows and does. Texts are kept when their field is left. */
export function SlideFields({ slide, index }: SlideFieldsProps) {
  const { changeSlide } = useWorkbenchStore().getState();
  const change = (changed: Partial<Slide>) => void changeSlide(index, changed);
  const keep = (name: 'sentence' | 'notes', text: string) => {
    if (text !== slide[name]) change({ [name]: text });
  };
  return (
    <div className="slide-fields">
      <label>
        <span>Sentence</span>
        <input
          className="field"
          defaultValue={slide.sentence}
          maxLength={300}
          onBlur={(event) => keep('sentence', event.currentTarget.value)}
        />
      </label>
      <label>
        <span>Notes for the speaker</span>
        <textarea
          className="field"
          rows={2}
          defaultValue={slide.notes}
          maxLength={10_000}
          onBlur={(event) => keep('notes', event.currentTarget.value)}
        />
      </label>
      <div className="slide-choices">
        <Segmented
          label="Shows"
          value={slide.shows}
          options={[
            { value: 'view', label: 'View' },
            { value: 'msl', label: 'MSL' },
          ]}
          onChange={(shows) => change({ shows: shows as Slide['shows'] })}
        />
        {slide.shows === 'msl' ? (
          <label className="slide-line">
            <span>From line</span>
            <input
              className="field num"
              type="number"
              min={1}
              defaultValue={slide.line}
              onBlur={(event) => {
                const line = Math.round(event.currentTarget.valueAsNumber);
                if (line >= 1 && line !== slide.line) change({ line });
                else event.currentTarget.value = String(slide.line);
              }}
            />
          </label>
        ) : (
          <>
            <Switch
              label="Lines appear one by one"
              isOn={slide.builds}
              onChange={(builds) => change({ builds })}
            />
            <Switch
              label="Measure again while presenting"
              isOn={slide.live}
              onChange={(live) => change({ live })}
            />
          </>
        )}
      </div>
    </div>
  );
}

function Switch({ label, isOn, onChange }: { label: string; isOn: boolean; onChange(isOn: boolean): void }) {
  return (
    <label className="slide-switch">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
