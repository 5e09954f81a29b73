/** What `tilescope judge --help` prints. */
export const JUDGE = `Tries whether a kernel is right and safe: at small sizes with every memory access checked, and
against float64 at the sizes given, at random ones, and at ones beside the edges of blocks. Each
trial has inputs of its own, normal numbers and others (large, tiny, positive, constant, and
infinite where the problem allows), and NaN in outputs and scratch memory before. It is then
launched again with other inputs over what it left; it may keep nothing and write no input.
On the CPU, memory beside buffers is inaccessible; on a GPU, it is NaN.

Usage
  tilescope judge FILE [options]
  tilescope judge FILE --verify RECEIPT

FILE is FILE.metal with its descriptor beside it, or the descriptor: see tilescope new. It is
compiled and run.

Options
  --sizes SIZES        sizes as in tilescope sweep (default 64,100,128,200); none that is tried
                       is larger than they are
  --where CONDITION    keep the sizes that fulfil it; repeat to ask for several
  --dtype TYPE         data type (default: the first that the kernel supports)
  --set NAME=VALUE     any other field; repeat, or separate with commas
  --device ID          a device listed by tilescope devices (default: the first); checks are
                       made on the CPU
  --against LIST       if it is right, time it in the same rounds as these contenders, such as
                       gemm-simdgroup,cblas, with a verdict per size; the run is kept
  --rounds N           draw sizes so often, 1 to 1000 (default 1)
  --seed N             of sizes and inputs, 0 to 4294967295 (default: another one each time)
  --json FILE          write a receipt: what was run, with hashes and seeds; - is standard
                       output
  --verify RECEIPT     run again what a receipt says, if FILE is what was judged

A kernel that does not compile, or is stopped after a minute, has no further trials.

Exit codes
  0                    the kernel is right and safe, and a receipt is confirmed
  1                    a trial speaks against the kernel, it is wrong when it is timed, or a
                       receipt is not confirmed
  2                    invalid command line or receipt, or a receipt of another kernel`;
