import { FAMILIES_HELP, OPERATIONS } from './help-problems.ts';

/** What `tilescope --help` prints. */
export const HELP = `Tilescope measures Metal compute kernels: it generates, verifies, times and compares them.

Usage
  tilescope sweep [options]               verify and time contenders over sizes
  tilescope check FILE.metal [options]    what the kernels of a file need, and what they do wrong
  tilescope check [--all] [options]       whether every program that can be generated compiles here
  tilescope report RUN.json --out FILE    make a page of a run that opens in any browser
  tilescope devices                       what can run on this machine

Options of sweep
  --sizes SIZES        64:512:64 is 64, 128, … 512; 100,128 lists; 64x128x256 is each extent
  --quick              a sweep that is done within a minute, and its report
  --op OP              ${OPERATIONS} (default gemm)
  --dtype TYPE         of the problem's data (default f32)
  --set NAME=VALUE     of the problem's other fields, listed below; repeated, or with commas
  --d N                as --set d=N: the head dimension of an attention (default 64)
  --contenders LIST    of those below (default: all that solve the problems); a generated one may
                       carry parameters: gemm-simdgroup@blockM=32,blockN=64
  --vary NAME=A,B,…    generated contenders once for each value of a parameter; repeated, for
                       each combination; those that cannot be are listed with their reason
  --device ID          as listed by devices (default: the first)
  --samples N          fewest samples of a cell, 10 (default) to 100000
  --time-limit S       seconds for the timed rounds of one size, once the fewest samples
                       are taken, 0.001 to 3600 (default 1.5)
  --cold               data rotate through twice the last-level cache (default: hot)
  --storage KIND       of buffers on a GPU: shared (default), private
  --encoding KIND      direct (default), or indirect: a GPU reads an indirect command buffer
  --seed N             of data and order, 0 to 4294967295 (default 1)
  --json FILE          write the run
  --report FILE        write a page that shows the run (--quick: tilescope-report.html)

Options of check --all
  --device ID          as listed by devices (default: the first)
  --op OP              programs of one operation
  --json FILE          write the numbers and what failed

Options of check FILE
  (none of these)      compile, and list kernels and their arguments
  --template           print a launch file for the kernels, to edit
  --launch FILE.json   run what it says with every access to memory watched: races, bounds,
                       memory nobody wrote, divergence, alignment, order of threads
  --kernel NAME        of all kernels or launches, this one
  -I, --include DIR    where to look for included files, after the file's own folder
  -D, --define N[=V]   as #define N V, or 1
  --language V         of Metal: 3.1 (default), 3.2, 4.0
  --timeout S          seconds after which a kernel counts as hanging, 0.1 to 3600 (default 10)
  --json FILE          write kernels, launches and findings

${FAMILIES_HELP}
Exit codes: 0 all cells verified and timed, or no findings; 1 a cell is wrong, a kernel has
findings, or a program does not compile, or something failed; 2 a mistake on the command line or in a
launch file; 130 cancelled, what was measured is kept.
`;
