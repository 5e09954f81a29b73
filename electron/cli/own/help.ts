/** What `tilescope new --help` prints. */
export const NEW = `Writes a kernel that works, to be changed into one's own: FILE.metal, and beside it FILE.json,
its descriptor. Both are taken from a generated kernel. Files that exist are not replaced.

Usage
  tilescope new OP [FILE.metal] [options]
  tilescope sweep --kernel FILE.metal --sizes SIZES

OP is an operation as in tilescope sweep, such as gemm or softmax; or custom, for a problem of
one's own, whose outputs are described by formulas in the descriptor. FILE.metal is OP.metal
by default.

Options
  --dtype TYPE         data type (default f32)
  --set NAME=VALUE     any other field that the text is for; repeat, or separate with commas
  --as HOST            what the text is written for: metal (default); mlx, a body for
                       mx.fast.metal_kernel, with FILE-header.metal for its functions; or
                       pytorch, a source for torch.mps.compile_shader
  --toml               write the descriptor as TOML

A descriptor says which problems the kernel solves and how it is launched for them: arguments,
constants and the grid, as expressions over the extents. tilescope schema kernel prints the
schema of descriptors.`;
