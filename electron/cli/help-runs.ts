/** How runs are named. */
export const RUN_NAMES =
  'RUN is the id of a run or the beginning of it, its name, or latest: see tilescope runs.';

/** The help of `tilescope suite`. */
export const SUITE = `Lists the suites: runs that can be compared over time, since they have the operation, the class
of device, the system's build and the method in common. Of one suite, shows each cell over its
runs, oldest to newest, and where its time changed to stay: by how much, when, and between which
sources.

Usage
  tilescope suite
  tilescope suite RUN [options]

${RUN_NAMES}
Any run of the suite names it.

Options
  --contender NAME     only this contender
  --size SIZE          only this size; of a single cell, the figure of every run is listed
  --against NAME       instead of times, their ratios to those of this contender in the same
                       run, which are far steadier
  --last N             only the newest N runs
  --json FILE          write the history; - is standard output
  --fail-on-regression exit with 1 if the newest change of a cell made it slower

Changes show in 8 runs or more, and from the third run at the new level on.`;
