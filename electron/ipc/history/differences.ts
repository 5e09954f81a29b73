import type { RunHead } from '../types.ts';

type Origin = Pick<RunHead, 'source' | 'environment'>;

/** The sources between two runs: "v1.2-3-ga1b2c3..v1.2-5-gd4e5f6"; the one of both; null where neither is known. */
export function sourceRange({ source: before }: Origin, { source: after }: Origin): string | null {
  if (before === after) return before;
  return `${before ?? 'unknown'}..${after ?? 'unknown'}`;
}

/** What else differs between two runs of a suite: "clang 19.1.7 → 20.1.0", "another machine". */
export function differences({ environment: before }: Origin, { environment: after }: Origin): string[] {
  const names = [...new Set([...Object.keys(before.versions), ...Object.keys(after.versions)])];
  const versions = names
    .filter((name) => before.versions[name] !== after.versions[name])
    .map((name) => `${name} ${before.versions[name] ?? 'none'} → ${after.versions[name] ?? 'none'}`);
  const areKnown = before.machine !== null && after.machine !== null;
  return [...versions, ...(areKnown && before.machine !== after.machine ? ['another machine'] : [])];
}
