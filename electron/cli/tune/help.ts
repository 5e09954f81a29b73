/** @param problems the options that say which problems there are @param operations all that there are */
export const tuneHelp = (
  problems: string,
  operations: string,
) => `Searches for faster configurations of generated contenders, and adopts them for a device.

Usage
  tilescope tune --sizes SIZES [options]           search for so many minutes
  tilescope tune [TUNING] --resume [--budget M]    go on with one, or with the newest
  tilescope tune TUNING                            show what one has found
  tilescope tune --list                            list the tunings of this machine
  tilescope tune --adopt TUNING                    make what it found the defaults of its device
  tilescope tune --adopted                         list the defaults that were adopted
  tilescope tune --export                          print them as a table for kernels/*/tuned.ts
  tilescope tune --forget NAME                     forget those of a contender, a class of sizes
                                                   or a tuning, or all
TUNING is the id of a tuning or the beginning of it, its name, the id of one of its runs, or
latest.

Classes of sizes are tuned apart: problems with their options, the order of their work and their
short extents in common. Up to three sizes stand for a class. Variants race in rounds against
the fastest defaults: first the defaults with one parameter changed, then random ones and
neighbours of the leaders. Each is verified against float64 before it is timed; those that lie
behind are dropped. A final measures the fastest again, on fresh samples, at all sizes of the
class; only what is FASTER there, and slower at none of them, may be adopted.

${problems}

Search
  --contenders LIST    generated contenders to tune (default: all that solve the problems)
  --device ID          a device listed by tilescope devices (default: the first)
  --budget M           minutes, 0.1 to 1440 (default 10; with --resume, what is left)
  --seed N             seed of the data and of the search, 0 to 4294967295 (default 1)

Output
  --json FILE          write the ranking, the importance of parameters, and a map over the two
                       that matter most; - is standard output
  --quiet              print nothing but errors

At the end, a table tells by class whether the defaults stay. Heats are kept as runs, which
tilescope runs --tuning TUNING lists. Ctrl-C ends a tuning between two rounds and loses nothing.
Sweeps on the device, and the window's, take adopted defaults for contenders that are named
without parameters; tilescope sweep --no-adopted takes Tilescope's.

${operations}`;
