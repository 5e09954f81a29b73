import { FORMATS } from '../ipc/formats/formats.ts';
import { COMPARE, noiseHelp, REMATCH } from './compare/help.ts';
import { OPERATIONS_HELP } from './help-problems.ts';
import { RUN_NAMES, SUITE } from './help-runs.ts';
import { JUDGE } from './judge/help.ts';
import { MCP } from './mcp/help.ts';
import { NEW } from './own/help.ts';
import { PICTURES } from './pictures/picture-formats.ts';
import { CELLS, PROBLEMS, SWEEP } from './sweep/help.ts';
import { tuneHelp } from './tune/help.ts';

export const COMMAND_NAMES = [
  'sweep',
  'resume',
  'runs',
  'show',
  'suite',
  'export',
  'import',
  'report',
  'compare',
  'rematch',
  'noise',
  'tune',
  'compile',
  'check',
  'judge',
  'mcp',
  'new',
  'devices',
  'cache',
  'schema',
  'completion',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** What `tilescope --help` prints. */
export const OVERVIEW = `Tilescope generates, verifies, times and compares Metal compute kernels.

Usage
  tilescope COMMAND [options]

Commands
  sweep      verify and time contenders over a range of problem sizes
  resume     measure what an interrupted or cancelled sweep lacks
  runs       list the runs of this machine
  show       print the MSL of one kernel of a run
  suite      list the suites of comparable runs, or show how one changed over time
  export     write a run as a bundle, or for another tool
  import     add the runs of files to those of this machine
  report     write an HTML page of a run, or a summary for pull requests
  compare    judge two runs, or the contenders of one
  rematch    measure the kernels of two runs again, side by side, and judge them
  noise      measure by how much equal runs differ here
  tune       search for faster configurations, and adopt them for a device
  compile    measure what it costs to compile the kernels of a sweep
  check      compile a Metal file and run its kernels with every memory access checked
  judge      try whether a kernel of a file is right and safe
  mcp        serve check, judge, sweep and others to programs that write kernels
  new        write a kernel of one's own to begin with
  devices    list the devices of this machine and what they can run
  cache      show or clear the cache of compiled kernels
  schema     print the JSON Schema of what other commands write, or read
  completion print a script that completes commands in bash, zsh or fish

Examples
  tilescope sweep --quick
  tilescope sweep --op gemm --dtype f16 --sizes 64:512:64 --json run.json
  tilescope compile --sizes 512 --contenders gemm-simdgroup --vary blockM=16,32,64
  tilescope check kernel.metal
  tilescope sweep --kernel kernel.metal --sizes 64,65
  tilescope export latest samples.csv
  tilescope report latest report.html
  tilescope rematch 3f0c2a91 latest --changed
  tilescope tune --sizes 256,512,1024 --budget 20

See tilescope COMMAND --help for the options of a command.
tilescope --version prints the version.

Exit codes
  0    success
  1    failure, such as a wrong cell, a finding in a kernel, or a program that does not compile
  2    invalid command line, launch file or kernel descriptor
  130  cancelled; measured cells are kept, and tilescope resume goes on with the rest`;

/** The formats that a run can be exported as. */
const FORMATS_HELP = Object.entries({ ...FORMATS, ...PICTURES })
  .map(([name, { label, extensions }]) => {
    const ends = extensions.length > 0 ? ` (${extensions.join(', ')})` : '';
    return `  ${name.padEnd(20)} ${label}${ends}`;
  })
  .join('\n');

const RESUME = `Measures the cells that an interrupted or cancelled sweep lacks, on the device it began on.

Usage
  tilescope resume [RUN] [options]

${RUN_NAMES}
Without RUN, the newest that can be resumed.

Output
  --json FILE          write the whole run; - is standard output
  --csv FILE           write the samples as comma-separated values
  --report FILE        write an HTML page of the whole run
  --quiet              print nothing but errors; the exit code tells the outcome`;

const RUNS = `Lists the runs that this machine keeps, newest first: id, time, status, cells, device and name.

Usage
  tilescope runs [options]

Options
  --all                list the heats of tunings, too
  --tuning TUNING      list the heats of one tuning: see tilescope tune --list

Environment
  TILESCOPE_USER_DATA  the folder of runs and settings, which the window uses too`;

const COMPILE = `Measures what it costs to compile the kernels of a sweep: each distinct text alone, then all of
them in parallel, with every cache bypassed; and from what is stored on disk.

Usage
  tilescope compile --sizes SIZES [options]
  tilescope compile --quick

${CELLS}
  --kernel FILE,…      compile kernels of files, too, as in tilescope sweep

Method
  --time-limit S       seconds of rounds of each phase (stored kernels, one by one, in parallel)
                       after the first round, 0.001 to 3600 (default 20)
  --no-adopted         take Tilescope's defaults where others were adopted for the device, see
                       tilescope tune

Output
  --json FILE          write every time; - is standard output

${OPERATIONS_HELP}`;

const CHECK = `Checks the kernels of a Metal file, or compiles every program that Tilescope can generate.

Usage
  tilescope check FILE.metal                       list the kernels and their arguments
  tilescope check FILE.metal --template            print a launch file to edit
  tilescope check FILE.metal --launch FILE.json    run the kernels with every access checked
  tilescope check [--all]                          compile every generated program

Options with a file
  --launch FILE.json   run the launches in a file; reports data races, divergence, dependence on
                       thread order, and out-of-bounds, uninitialised and misaligned accesses
  --template           print a launch file for the kernels
  --kernel NAME        use only this kernel
  -I, --include DIR    search a folder for included files, after the folder of the file itself
  -D, --define N[=V]   define a macro (default value 1)
  --language V         Metal language version: 3.1 (default), 3.2, 4.0 or 4.1
  --timeout S          stop a kernel after this many seconds, 0.1 to 3600 (default 10)
  --json FILE          write the kernels, launches and findings

Options without a file
  --device ID          a device listed by tilescope devices (default: the first)
  --op OP              compile the programs of one operation only
  --json FILE          write the counts and the failures`;

const DEVICES = `Lists the devices of this machine with the contenders that each can run.

Usage
  tilescope devices
  tilescope devices --libraries

Options
  --libraries          run the libraries of a GPU where they are publicly known to go wrong,
                       and report each result as right or wrong; takes up to 4 GB of memory`;

const SHOW = `Prints the MSL of one kernel of a run, as it was measured. Where the run does not keep it, since
it was not measured or an earlier version wrote the run, it is generated again, and a comment
says so. Comments also say what reviewers decided about the cell.

Usage
  tilescope show RUN --contender NAME --size SIZE

${RUN_NAMES}
It may also be a file that tilescope export or the window wrote.

Options
  --contender NAME     as in the sweep, gemm-simdgroup@blockM=32; not needed if there is one
  --size SIZE          512, or 512x256x128; not needed if there is one`;

const EXPORT = `Writes a run as a bundle, which also has its reviewers' decisions, or for another tool.

Usage
  tilescope export RUN FILE [--format FORMAT]
  tilescope export RUN chart.svg [--view VIEW]

${RUN_NAMES}
It may also be a file that tilescope export or the window wrote. FILE - is standard output.

Options
  --format FORMAT      one of those below (default: by the end of the file's name)
  --view VIEW          of svg, png and pdf: what follows # in the address of a report, such as
                       'metric=rate&scale=linear&hide=mps'; cell names the problem that is shown
                       against a parameter, 'axis=blockM&cell=…'

png and pdf are drawn by Electron or by Chromium, which TILESCOPE_CHROMIUM names if it is not
found.

Formats
${FORMATS_HELP}`;

const IMPORT = `Adds the runs of files to those of this machine, with what reviewers decided about them.
Importing one again adds decisions that are not there yet, and changes nothing else.

Usage
  tilescope import FILE …
  tilescope import FILE [--csv FILE] [--markdown FILE]

FILE is one that Tilescope wrote as a bundle, as CSV, or as JSON of Google Benchmark or NVBench.
JSON of hyperfine, and JSON, CSV and Markdown of llama-bench, have times of whole programs. They
are no runs: their medians are printed with 95 % intervals, and nothing is added. Files of other
tools are refused: they do not say what was computed, nor below which roof.

Options with a file of hyperfine or llama-bench
  --csv FILE           write its times as comma-separated values; - is standard output
  --markdown FILE      write its medians as a table`;

const REPORT = `Writes a run as an HTML page that opens in any browser, offline.

Usage
  tilescope report RUN FILE.html
  tilescope report RUN --markdown [FILE.md]

${RUN_NAMES}
It may also be a file that tilescope export or the window wrote.

Options
  --markdown           a summary for a pull request instead (default FILE: standard output)
  --out FILE           the file to write, instead of FILE`;

const CACHE = `Shows where compiled kernels and the pipelines of GPUs are kept, and how much space they take.

Usage
  tilescope cache
  tilescope cache --clear

Options
  --clear              remove all of them; they are compiled again when they are needed

Environment
  TILESCOPE_CACHE      the folder, instead of one in the system's cache folder
  TILESCOPE_CACHE_MB   the limit in MiB (default 2048), beyond which the least recently used
                       are removed`;

const SCHEMA = `Prints the JSON Schema of what other commands write, or read.

Usage
  tilescope schema run         the runs that sweep --json, export and the window write
  tilescope schema verdicts    what compare --json and rematch --json write
  tilescope schema noise       what noise --json writes
  tilescope schema tuning      what tune --json writes
  tilescope schema receipt     what judge --json writes
  tilescope schema kernel      the descriptors of kernels that sweep --kernel reads`;

const COMPLETION = `Prints a script that completes the commands and options of tilescope.

Usage
  tilescope completion bash|zsh|fish

Examples
  source <(tilescope completion bash)
  source <(tilescope completion zsh)
  tilescope completion fish | source`;

/** What `tilescope COMMAND --help` prints. */
export const HELP: Readonly<Record<CommandName, string>> = {
  sweep: SWEEP,
  resume: RESUME,
  runs: RUNS,
  show: SHOW,
  suite: SUITE,
  export: EXPORT,
  import: IMPORT,
  report: REPORT,
  compare: COMPARE,
  rematch: REMATCH,
  noise: noiseHelp(CELLS),
  tune: tuneHelp(PROBLEMS, OPERATIONS_HELP),
  compile: COMPILE,
  check: CHECK,
  judge: JUDGE,
  mcp: MCP,
  new: NEW,
  devices: DEVICES,
  cache: CACHE,
  schema: SCHEMA,
  completion: COMPLETION,
};
