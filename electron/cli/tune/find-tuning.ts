import { isHeatOf, type Tuning } from '../../ipc/tune/tuning.ts';
import type { RunStore } from '../../store/run-store.ts';
import { knownTunings } from '../../store/tunings.ts';
import { UsageError } from '../usage-error.ts';

/** What names the newest tuning. */
const LATEST = 'latest';

/**
 * The tuning that a text names: "latest", an id, the beginning of one, its name, or the same of one of its heats. Throws
 * UsageError unless it is exactly one.
 */
export function findTuning(store: RunStore, text: string): Tuning {
  const tunings = knownTunings(store);
  const [latest] = tunings;
  if (text === LATEST && latest) return latest;
  const isNamed = ({ id, name }: { readonly id: string; readonly name: string }) =>
    name === text || (text !== '' && id.startsWith(text.toLowerCase()));
  const heats = store.headers().filter(isNamed);
  const found = tunings.filter((tuning) => isNamed(tuning) || heats.some((heat) => isHeatOf(tuning, heat)));
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  if (first)
    throw new UsageError(
      `${text}: ${found.length} tunings are meant: ${found.map(({ id }) => id).join(', ')}`,
    );
  throw new UsageError(`${text}: no tuning has this id or name; tilescope tune --list lists them`);
}
