import { labelParts } from '../model/contender-style.ts';

/** The label of a contender, with a note and the parameters of the variant below it. */
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
