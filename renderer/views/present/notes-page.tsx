import { useEffect, useState } from 'react';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import { formatElapsed } from '../../../electron/ipc/figures.ts';
import type { NotesPage as Page, TimerChange } from '../../../electron/ipc/story.ts';
import { visibleValue } from '../../../electron/ipc/visible-text.ts';
import { keyText } from '../../model/keys.ts';
import { presentAction, TIMER_KEYS, timerChange } from '../../model/present-keys.ts';
import { elapsedMs } from '../../model/talk-timer.ts';
import { keyPlatform } from '../../state/platform.ts';
import { Button } from '../../widgets/button.tsx';

const TICK_MS = 1000;
/** Keys that press the button with the focus. */
const PRESSES: ReadonlySet<string> = new Set(['Enter', ' ']);

/** The speaker's window: this slide, the next step, notes, and the time. */
export function NotesPage({ api }: { api: TilescopeApi }) {
  const page = usePage(api);
  const now = useNow();
  useNotesKeys(api);
  if (!page) return <p className="empty">Waiting for the slides…</p>;
  const { title, slide, slides, notes, next, timer } = page;
  const isPaused = timer.pausedAtMs !== null;
  return (
    <main className="notes-page" data-testid="notes-page">
      <header>
        <h1 className="truncate">{title}</h1>
        <span className="num">
          {slide} of {slides}
        </span>
        <span
          className="notes-timer num"
          role="timer"
          aria-label={isPaused ? 'Timer, paused' : 'Timer'}
          data-paused={isPaused || undefined}
        >
          {formatElapsed(elapsedMs(timer, now))}
        </span>
        <span className="num quiet">
          {new Date(now).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}
        </span>
      </header>
      <div className="notes-pictures">
        <Picture label="This slide" svg={page.now} />
        <Picture label="Next step" svg={next} />
      </div>
      <section className="notes-text" aria-label="Notes">
        {notes === '' ? <p className="quiet">No notes on this slide.</p> : <p>{notes}</p>}
      </section>
      <footer>
        <TimerButton api={api} change="toggle" label={isPaused ? 'Continue timer' : 'Pause timer'} />
        <TimerButton api={api} change="reset" label="Reset timer" />
        <span className="spacer" />
        <Button onClick={() => step(api, -1)}>Back</Button>
        <Button kind="primary" onClick={() => step(api, 1)}>
          Next
        </Button>
      </footer>
    </main>
  );
}

function Picture({ label, svg }: { label: string; svg: string | null }) {
  return (
    <figure>
      <figcaption>{label}</figcaption>
      {svg === null ? (
        <p className="notes-end">End of the story</p>
      ) : (
        <img alt={label} src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />
      )}
    </figure>
  );
}

function TimerButton({ api, change, label }: { api: TilescopeApi; change: TimerChange; label: string }) {
  return (
    <Button
      title={`${label} (${keyText(TIMER_KEYS[change], keyPlatform())})`}
      onClick={() => setTimer(api, change)}
    >
      {label}
    </Button>
  );
}

function setTimer(api: TilescopeApi, change: TimerChange): void {
  void api.invoke('notes.timer', { change });
}

function step(api: TilescopeApi, by: -1 | 1): void {
  void api.invoke('notes.step', { by });
}

function usePage(api: TilescopeApi): Page | null {
  const [page, setPage] = useState<Page | null>(null);
  useEffect(() => {
    const stop = api.on('notes.changed', (changed) => setPage(visibleValue(changed)));
    void api.invoke('notes.get').then((result) => {
      if (result.ok) setPage((known) => known ?? visibleValue(result.value));
    });
    return stop;
  }, [api]);
  return page;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The keys of the timer, and for steps the same as in the window with the slides. */
function useNotesKeys(api: TilescopeApi): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.target instanceof HTMLButtonElement && PRESSES.has(event.key)) return;
      const change = timerChange(event.key);
      if (change) setTimer(api, change);
      const action = presentAction(event.key);
      if (action === 'next') step(api, 1);
      if (action === 'previous') step(api, -1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [api]);
}
