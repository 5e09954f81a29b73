import { labelParts } from '../model/contender-style.ts';

/** A contender's name in one line, and in a second the parameters that tell its variants apart. */
export function ContenderName({ contender }: { contender: string }) {
  const { label, parameters } = labelParts(contender);
  return (
    <span className="contender-name" title={parameters ? `${label} · ${parameters}` : label}>
      <span className="truncate">{label}</span>
      {parameters && <small className="truncate quiet">{parameters}</small>}
    </span>
  );
}
