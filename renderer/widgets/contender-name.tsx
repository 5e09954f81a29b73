import { labelParts } from '../model/contender-style.ts';

/** A contender's name in one line, below it what there is to note, and the parameters that tell its variants apart. */
export function ContenderName({ contender, note = null }: { contender: string; note?: string | null }) {
  const { label, parameters } = labelParts(contender);
  return (
    <span className="contender-name" title={parameters ? `${label} · ${parameters}` : label}>
      <span className="truncate">{label}</span>
      {note && <small className="truncate quiet">{note}</small>}
      {parameters && <small className="truncate quiet">{parameters}</small>}
    </span>
  );
}
