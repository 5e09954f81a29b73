import type { Verification } from './types.ts';

const COUNT = new Intl.NumberFormat('en-US');

/** How much of its outputs a cell was verified by: "all elements", "all rows by projection", "128 of 1,024 rows". */
export function coverageLabel({ method, rowsChecked, rows }: Verification): string {
  // Versions that did not say how recorded the numbers of rows.
  if (rowsChecked === rows) return 'all elements';
  if (method === 'projection') return 'all rows by projection';
  return `${COUNT.format(rowsChecked)} of ${COUNT.format(rows)} rows`;
}

/** How several cells were verified: "all elements", or "all elements in 30, all rows by projection in 9". */
export function coverageOfAll(verifications: readonly Verification[]): string {
  const isSample = (one: Verification) => one.method === 'rows' && one.rowsChecked < one.rows;
  const ways = Map.groupBy(verifications, (one) => (isSample(one) ? 'a sample of rows' : coverageLabel(one)));
  const texts = [...ways].map(([label, those]) => (ways.size === 1 ? label : `${label} in ${those.length}`));
  return texts.join(', ');
}
