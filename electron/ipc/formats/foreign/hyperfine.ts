import { median as medianOf } from '../../summary/statistics.ts';
import type { ProgramTimes } from './program-times.ts';
import { isTime, type JsonObject } from './shapes.ts';

const NS = 1e9;

/** Whether JSON is what `hyperfine --export-json` writes (src/export/json.rs: { results }). */
export function isHyperfine({ results }: JsonObject): boolean {
  return (
    Array.isArray(results) &&
    results.length > 0 &&
    results.every((one) => typeof one?.command === 'string' && (isTime(one.median) || runsOf(one).length > 0))
  );
}

/** Times are in seconds; those of each run may be missing, since they can be cut. */
export function readHyperfine({ results }: JsonObject): ProgramTimes {
  const points = (results as readonly JsonObject[]).map(({ command, median, times, exit_codes: codes }) => {
    const runs = runsOf({ times });
    const isFailed = Array.isArray(codes) && codes.some((code) => code !== 0);
    return {
      label: String(command),
      medianNs: (isTime(median) ? median : medianOf(runs)) * NS,
      samplesNs: runs.map((seconds) => seconds * NS),
      ...(isFailed && { note: 'a run failed' }),
    };
  });
  return { title: 'Times of programs', source: 'hyperfine', device: null, points };
}

function runsOf({ times }: JsonObject): number[] {
  return Array.isArray(times) ? times.filter(isTime) : [];
}
