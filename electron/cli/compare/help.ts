const RUN_NAMES = `A run is named by its id or the beginning of it, by its name, or as latest, as tilescope runs lists
them; it may also be a file that tilescope export or the window wrote.`;

const VERDICTS = `Verdicts
  FASTER, SLOWER       the times differ significantly, and by the threshold or more
  SAME                 the whole interval of their ratio is within the threshold
  UNCLEAR              neither can be said; the row says why
The threshold is 1%, or the noise floor where that is larger. P-values are adjusted for the number
of comparisons (Benjamini and Hochberg): where nothing differs, one comparison in 200 reports
anything.

Exit codes
  0                    nothing is slower
  1                    something is slower, or a candidate is wrong where its baseline is right
  2                    invalid command line, or nothing to compare`;

const OUTPUTS = `  --json FILE          write the verdicts with their figures; - is standard output
  --quiet              print nothing but errors; the exit code tells the outcome`;

export const COMPARE = `Compares two runs, or the contenders of one run.

Usage
  tilescope compare BASELINE CANDIDATE
  tilescope compare RUN --against CONTENDER
  tilescope compare REMATCH

Two runs share no rounds, and equal runs differ by more than any of their samples tell: what
compare finds in them is a screening, mostly UNCLEAR. tilescope rematch is the proof. The contenders
of one run, and the sides of a rematch, are compared round by round.

${RUN_NAMES}

Options
  --against CONTENDER  compare all other contenders of the run with this one
${OUTPUTS}

${VERDICTS}`;

export const REMATCH = `Measures the kernels of two runs again, side by side: the texts, configurations and launches that
the runs keep, in the same epochs and rounds. Cells that are unclear get more epochs.

Usage
  tilescope rematch BASELINE CANDIDATE [options]

${RUN_NAMES}

Options
  --budget S           seconds for all problems together, 1 to 86400 (default 60)
  --contenders A,B     only these (default: all that both runs have, but libraries)
  --changed            leave out contenders whose programs are the same in both runs
${OUTPUTS}

The rematch is kept as a run, which the window shows, and tilescope compare RUN judges again.

${VERDICTS}`;

export const NOISE = `Measures by how much equal cells differ on a device: several equal runs, in each of which every
contender is measured twice. The noise floor is kept, by the kind of contender and its time.
tilescope compare and rematch report no difference within it.

Usage
  tilescope noise [options]

Options
  --runs N             equal runs, 2 to 100 (default 4)
  --device ID          a device listed by tilescope devices (default: the first)
  --sizes, --op, --contenders, --set, --vary as in tilescope sweep (default: the quick sweep)
  --json FILE          write the noise floor; - is standard output
  --quiet              print nothing but errors`;
