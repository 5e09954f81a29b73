/** What `tilescope mcp --help` prints. */
export const MCP = `Serves the tools check, verify, judge, sweep, show and compare to programs that write kernels,
by the Model Context Protocol on standard input and output. It ends when its client does.

Usage
  tilescope mcp --root DIR [options]

Kernels that a client names or sends are compiled and run as you: starting the server is consent
to that. Files are read, and receipts written, below DIR only, also where symbolic links lead;
texts include no files but Metal's headers. Runs are kept with the others of this machine.

Options
  --root DIR           the folder below which files are read and written
  --device ID          a device listed by tilescope devices (default: the first)
  --time SECONDS       the most that one call may take, 1 to 86400 (default 600); a call that
                       asks for no more takes at most 50, as clients commonly wait for a minute
  --memory MIB         the most memory that the process of a call and its compilers may have,
                       beside what measuring the roofs takes, 256 to 1048576 (default 4096)

Calls are done one after the other. One that is cancelled or exceeds its bounds is stopped, and
its processes are ended; of a sweep the cells that were measured are kept.

For clients that are configured in JSON
  { "mcpServers": { "tilescope": {
      "command": "npm",
      "args": ["--silent", "--prefix", "/path/to/tilescope", "run", "cli", "--",
               "mcp", "--root", "/path/to/kernels"] } } }

npm start, once, sets up and builds what this runs.`;
