import { DEPLOYMENT_TARGET } from './apple-target.ts';
import { compareVersions, type Declaration, neededMacos } from './declaration.ts';
import type { Row } from './table.ts';

/** What the headers declare otherwise than the table says, or besides it: a sentence for each. */
export function disagreements(declared: readonly Declaration[], table: readonly Row[]): string[] {
  const rows = new Map(table.map((row) => [row.key, row]));
  return declared.flatMap((declaration) => {
    const row = rows.get(declaration.key);
    if (!row) return [`${named(declaration)} is not in the table: \`${declaration.text}\``];
    if (row.text !== declaration.text)
      return [
        `${named(declaration)} is declared \`${declaration.text}\`; ${row.place} has \`${row.text}\` (${row.sources})`,
      ];
    const [declares, says] = [neededMacos(declaration), neededMacos(row)].map(sinceDeploymentTarget);
    if (declares === says) return [];
    return [
      `${named(declaration)} is declared to need ${inWords(declares)}; ${row.place} says ${inWords(says)} (${row.sources})`,
    ];
  });
}

/** Rows of the table that no header declares (any more). */
export function undeclared(declared: readonly Declaration[], table: readonly Row[]): string[] {
  const keys = new Set(declared.map(({ key }) => key));
  return table
    .filter(({ key }) => !keys.has(key))
    .map(({ key, place }) => `${place}: no header declares ${key}`);
}

function named({ key, owner }: Declaration) {
  return owner && !key.includes(owner.key) ? `${key} (of ${owner.key})` : key;
}

// Nothing depends on how long ago something came that every supported macOS has, and sources say it in part only.
function sinceDeploymentTarget(macos: string) {
  return compareVersions(macos, DEPLOYMENT_TARGET) > 0 ? macos : '';
}

function inWords(macos: string | undefined) {
  return macos ? `macOS ${macos}` : `no more than macOS ${DEPLOYMENT_TARGET}`;
}
