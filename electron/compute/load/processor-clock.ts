import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux describes groups of processors that share a clock; virtual machines usually have none. */
const POLICIES = '/sys/devices/system/cpu/cpufreq';
/** Some drivers take long to answer, and the processors of a machine rise together. */
const MOST_READ = 4;

/** The highest clock among a few of the processors, in MHz; null where it cannot be read. */
export function processorClockMhz(folder = POLICIES): number | null {
  try {
    const policies = readdirSync(folder)
      .filter((name) => name.startsWith('policy'))
      .slice(0, MOST_READ);
    const clocks = policies.map((name) =>
      Number(readFileSync(join(folder, name, 'scaling_cur_freq'), 'utf8')),
    );
    const highest = Math.max(...clocks);
    return highest > 0 ? Math.round(highest / 1000) : null;
  } catch {
    return null; // not Linux, or a machine that does not say
  }
}
