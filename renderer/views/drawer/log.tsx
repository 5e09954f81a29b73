import { useEffect, useRef } from 'react';
import { useWorkbench } from '../../state/store.ts';

const TONES = { info: 'quiet', warning: 'warn', error: 'bad' } as const;

/** The messages of the processes, oldest first, scrolled to the end. */
export function Log() {
  const log = useWorkbench((state) => state.log);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (log.length > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [log]);
  if (log.length === 0) return <p className="empty">No messages.</p>;
  return (
    <ol className="log mono" data-testid="log">
      {log.map(({ at, level, message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity and are only ever appended
        <li key={`${at}-${index}`}>
          <time className="quiet" dateTime={at}>
            {new Date(at).toLocaleTimeString('en-GB')}
          </time>
          <span className={`tone-${TONES[level]}`}>{level}</span>
          <span>{message}</span>
        </li>
      ))}
      <li ref={end} aria-hidden="true" />
    </ol>
  );
}
