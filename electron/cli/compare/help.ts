const RUN_NAMES = `A run is named by its id or the beginning of it, by its name, or as latest: see tilescope runs.
It may also be a file that tilescope export or the window wrote.`;

const VERDICTS = `Verdicts
  FASTER, SLOWER       the times differ significantly, and by the threshold or more
  SAME                 the whole interval of their ratio is within the threshold
  UNCLEAR              neither can be said; the row says why
The threshold is 1%, or the noise floor where that is larger. Verdicts are adjusted for their
number (Benjamini and Hochberg): where nothing differs, one run of the command in 200 reports a
difference.

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

Two runs share no rounds, and equal runs differ by more than their samples tell: to compare them
is to screen them, and most verdicts are UNCLEAR. tilescope rematch is the proof. The contenders
of one run, and the sides of a rematch, are compared round by round.

${RUN_NAMES}

Options
  --against CONTENDER  compare all other contenders of the run with this one
${OUTPUTS}

${VERDICTS}`;

export const REMATCH = `Measures the kernels of two runs again, side by side: the texts, configurations and launches
that the runs keep, in the same epochs and rounds. Cells that are unclear get more epochs.

Usage
  tilescope rematch BASELINE CANDIDATE [options]

${RUN_NAMES}

Options
  --budget S           seconds for all problems together, 1 to 86400 (default 60)
  --contenders A,B     only these (default: all that both runs have, but libraries)
  --trust              run kernels that came with files and never ran here; on the CPU device,
                       they are native code
  --changed            leave out contenders whose programs are the same in both runs
${OUTPUTS}

The rematch is kept as a run, which the window shows, and tilescope compare RUN judges again.

${VERDICTS}`;

/** @param cells the options that say which cells are measured */
export const noiseHelp = (cells: string) => `Measures by how much equal cells differ on a device.

Usage
  tilescope noise [--quick]
  tilescope noise --sizes SIZES [options]

Several equal runs measure every contender twice. Their noise floor is kept, by the kind of
contender and its time, and tilescope compare and rematch report no difference within it.

${cells}

Method
  --kernel FILE,…      measure kernels of files, too, as in tilescope sweep
  --runs N             equal runs, 2 to 100 (default 4)

Output
  --json FILE          write the noise floor; - is standard output
  --quiet              print nothing but errors`;
