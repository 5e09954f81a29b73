// What is known of tunings and adopted defaults, for the window.
import { noiseKey } from '../../electron/ipc/noise/noise-floor.ts';
import type { Adoption } from '../../electron/ipc/tune/adoption.ts';
import type { KnownTunings } from '../../electron/ipc/tune/tune-request.ts';
import type { DeviceInfo } from '../../electron/ipc/types.ts';
import type { ClassRecord } from './parameter-map.ts';

const NONE: readonly Adoption[] = [];

/** What was adopted for a device of this machine. */
export function adoptedOn(tuner: KnownTunings | null, device: DeviceInfo | undefined): readonly Adoption[] {
  if (!tuner || !device) return NONE;
  return tuner.adopted[noiseKey({ device, machine: tuner.machine })] ?? NONE;
}

/** A variant in the ranking of a class, with how far it got. */
export interface RankedRow {
  readonly rank: number;
  readonly contender: string;
  readonly ratio: number;
  readonly interval95: readonly [number, number];
  readonly isDefault: boolean;
  /** "final: FASTER", "screen, 3 epochs" */
  readonly reached: string;
  readonly verdict: string | null;
}

/** The ranking of a class. */
export function rankedRows(
  { ranked, final }: ClassRecord,
  isDefault: (name: string) => boolean,
): RankedRow[] {
  const verdicts = new Map(final?.own.map(({ contender, verdict }) => [contender, verdict]));
  return ranked.map(({ contender, ratio, interval95, epochs }, index) => {
    const verdict = verdicts.get(contender) ?? null;
    return {
      ...{ rank: index + 1, contender, ratio, interval95, verdict },
      isDefault: isDefault(contender),
      reached: verdict ? 'final' : `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    };
  });
}

/** What was left out of a class, by the reason. */
export function leftOut({ dropped, refused }: ClassRecord) {
  const out = [...Map.groupBy(dropped, ({ status, reason }) => `${status} ${reason}`).values()].map(
    (own) => ({
      what: own[0]?.status ?? '',
      contenders: own.map(({ contender }) => contender),
      reason: own[0]?.reason ?? '',
    }),
  );
  const never = refused.map(({ parameter, contenders, reason }) => ({
    what: `refused by ${parameter}`,
    contenders: [...contenders],
    reason,
  }));
  return [...out, ...never];
}
