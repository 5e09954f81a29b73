import { DEPLOYMENT_TARGET } from './apple-target.ts';
import { compareVersions, type Declaration, neededMacos } from './declaration.ts';
import type { Row } from './table.ts';

/** Declarations in the headers that differ from the table or are missing from it, one sentence each. */
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

/** Rows of the table that no header declares. */
export function undeclared(declared: readonly Declaration[], table: readonly Row[]): string[] {
  const keys = new Set(declared.map(({ key }) => key));
  return table
    .filter(({ key }) => !keys.has(key))
    .map(({ key, place }) => `${place}: no header declares ${key}`);
}

function named({ key, owner }: Declaration) {
  return owner && !key.includes(owner.key) ? `${key} (of ${owner.key})` : key;
}

// For what every supported macOS has, the exact version does not matter, and sources give it only in part.
function sinceDeploymentTarget(macos: string) {
  return compareVersions(macos, DEPLOYMENT_TARGET) > 0 ? macos : '';
}

function inWords(macos: string | undefined) {
  return macos ? `macOS ${macos}` : `no more than macOS ${DEPLOYMENT_TARGET}`;
}
