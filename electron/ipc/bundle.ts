import { bad, readHead } from './bundle/read.ts';
import { BundleLimitError, BundleScanner } from './bundle/scan.ts';
import { BUNDLE_VERSION } from './bundle/version.ts';
import { bundleChunks } from './bundle/write.ts';
import type { Bundle, Cell, Result, Run } from './types.ts';

/** The text of a run's bundle. Canonical: equal runs give equal bytes. Throws when the run violates its schema. */
export function bundleText(run: Run): string {
  return [...bundleChunks(run, run.cells)].join('');
}

/** Reads a bundle's text. Fails with BAD_BUNDLE, which says what is wrong and where. */
export function readBundle(text: string): Result<Bundle> {
  const bytes = new TextEncoder().encode(text);
  const scanner = new BundleScanner();
  try {
    scanner.push(bytes);
  } catch (error) {
    if (error instanceof BundleLimitError) return bad(`the bundle has ${error.message}`);
    throw error;
  }
  const layout = scanner.finish();
  const reader = readHead(layout);
  if (!reader.ok) return reader;
  const cells: Cell[] = [];
  for (let index = 0; index < reader.value.count; index++) {
    const cell = reader.value.next(bytes.subarray(layout.bounds[2 * index], layout.bounds[2 * index + 1]));
    if (!cell.ok) return cell;
    cells.push(cell.value);
  }
  const end = reader.value.finish();
  if (!end.ok) return end;
  const run = { ...reader.value.run, cells };
  return { ok: true, value: { format: 'tilescope-run', version: BUNDLE_VERSION, run } };
}
