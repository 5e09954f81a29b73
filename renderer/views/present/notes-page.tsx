import { useEffect, useState } from 'react';
import type { TilescopeApi } from '../../../electron/ipc/contract.ts';
import { formatElapsed } from '../../../electron/ipc/figures.ts';
import type { NotesPage as Page } from '../../../electron/ipc/story.ts';
import { visibleValue } from '../../../electron/ipc/visible-text.ts';
import { presentAction } from '../../model/present-keys.ts';
import { Button } from '../../widgets/button.tsx';

const TICK_MS = 1000;

/** The speaker's window: this slide, the next step, notes, and the time. */
export function NotesPage({ api }: { api: TilescopeApi }) {
  const page = usePage(api);
  const now = useNow();
  useStepKeys(api);
  if (!page) return <p className="empty">Nothing is presented now.</p>;
  const { title, slide, slides, notes, next, startedAtMs } = page;
  return (
    <main className="notes-page" data-testid="notes-page">
      <header>
        <h1 className="truncate">{title}</h1>
        <span className="num">
          {slide} of {slides}
        </span>
        <span className="notes-timer num" role="timer" aria-label="Time since the beginning">
          {formatElapsed(Math.max(0, now - startedAtMs))}
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

/** The same keys as in the window with the slides. */
function useStepKeys(api: TilescopeApi): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLButtonElement) return;
      const action = presentAction(event.key);
      if (action === 'next') step(api, 1);
      if (action === 'previous') step(api, -1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [api]);
}
