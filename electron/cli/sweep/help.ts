import { SWEEP_PRESETS } from '../../ipc/presets/sweep-presets.ts';
import { OPERATIONS, OPERATIONS_HELP } from '../help-problems.ts';
import { wrap } from '../terminal/layout.ts';

/** The names of presets, on lines of the help. */
const PRESET_NAMES = wrap(Object.keys(SWEEP_PRESETS).join(', '), 68)
  .map((line) => `${' '.repeat(23)}${line}`)
  .join('\n');

/** The options that say which problems there are. */
export const PROBLEMS = `Problems
${OPERATIONS}
  --sizes SIZES        64:512:64 (start:stop:step), 64:512:pow2 (powers of two), 100,128 (a
                       list), 64x128x256 (each extent), 1:64x4096x4096 (a range of one extent),
                       m=64:512:64,n=4m,k=m (extents by name, which may follow from others)
  --where CONDITION    keep the sizes that fulfil it, such as 'm % 64 == 0 && n <= 4096'; repeat
                       to ask for several
  --dtype TYPE         data type (default f32)
  --set NAME=VALUE     any other field listed below; repeat, or separate with commas
  --d N                head dimension of attention (default 64); short for --set d=N
  --quick              the sizes and contenders of a sweep that takes less than a minute
  --preset NAME        a sweep with a name, of which other options replace parts: one of
${PRESET_NAMES}
                       or one that was saved; without NAME, sweep lists them`;

/** The options of every command that takes the cells of a sweep. */
export const CELLS = `${PROBLEMS}

Contenders and device
  --contenders LIST    contenders listed below (default: all that solve the problems); generated
                       ones take parameters: gemm-simdgroup@blockM=32,blockN=64
  --vary NAME=A,B,…    measure generated contenders with each value of a parameter; repeat to
                       measure every combination (invalid ones are listed with the reason)
  --device ID          a device listed by tilescope devices (default: the first)`;

/** What `tilescope sweep --help` prints. */
export const SWEEP = `Verifies contenders against float64, times them and prints a table of their rates.

Usage
  tilescope sweep --sizes SIZES [options]
  tilescope sweep --quick
  tilescope sweep --kernel FILE.metal --sizes SIZES [options]

${CELLS}
  --kernel FILE,…      compile and measure kernels of files, too, as own:NAME: FILE.metal with
                       its descriptor beside it, or the descriptor; see tilescope new

Method
  --samples N          minimum samples per cell, 10 to 100000 (default 10)
  --protocol KIND      what chooses samples and dispatches per sample: adaptive (default), or
                       mfa, as Metal FlashAttention was published: 8 samples in one epoch
  --epochs N           divide samples and time among N sets of new buffers and pipelines:
                       what varies is the run, 1 to 100 (default 3)
  --time-limit S       seconds of timed rounds per size once the minimum is reached,
                       0.001 to 3600 (default 1.5)
  --shortest-sample MS repeat a kernel until a sample lasts this long, 0.01 to 10000
                       (default: 20 on a GPU, 2 on the CPU)
  --spin MS            keep a GPU busy, untimed, for this long directly before each sample,
                       so that its clock has risen, 0 to 1000 (default: 10 on a GPU)
  --cold               rotate the data through twice the last-level cache (default: hot)
  --storage KIND       storage of buffers on a GPU: shared (default) or private
  --no-adopted         take Tilescope's defaults where others were adopted for the device, see
                       tilescope tune
  --encoding KIND      encoding of commands on a GPU: direct (default), or indirect through an
                       indirect command buffer
  --seed N             seed of the data and of the order, 0 to 4294967295 (default 1)

Output
  --json FILE          write the run; - is standard output
  --csv FILE           write the samples as comma-separated values
  --report FILE        write an HTML page of the run (--quick: tilescope-report.html)
  --quiet              print nothing but errors; the exit code tells the outcome
  --dry-run            list the cells and the time that they may take, by the rates of earlier
                       runs on this device, and measure nothing
  --save-preset NAME   save the sweep for --preset NAME
  --source TEXT        what is measured, for tilescope suite (default: as git describe names the
                       current folder)

Each cell is kept in the run store as it is measured, and the window shows the run too. A sweep
that was interrupted, by Ctrl-C or by a crash, goes on with tilescope resume.

${OPERATIONS_HELP}`;
