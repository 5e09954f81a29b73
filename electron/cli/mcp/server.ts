import type { McpServer } from '@modelcontextprotocol/server';
import type { Setting } from './tool.ts';
import { register } from './tool.ts';
import { checkTool } from './tools/check.ts';
import { compareTool } from './tools/compare.ts';
import { judgeTool } from './tools/judge.ts';
import { showTool } from './tools/show.ts';
import { sweepTool } from './tools/sweep.ts';
import { verifyTool } from './tools/verify.ts';

/** What clients tell models of the whole. */
export const INSTRUCTIONS =
  `Tilescope tries and times Metal compute kernels; on machines without an Apple GPU it runs the
same MSL on the CPU. To write a kernel: show {"op": "gemm"} gives a text and a descriptor that work; change them; check
finds races and accesses out of bounds; verify compares with float64; judge tries everything and times it beside others.
Kernels are given as a file below the server's root, or as text and descriptor. Calls are done one after the other.`.replaceAll(
    '\n',
    ' ',
  );

/** Gives a server its tools. */
export function addTools(server: McpServer, setting: Setting): void {
  register(server, checkTool, setting);
  register(server, verifyTool, setting);
  register(server, judgeTool, setting);
  register(server, sweepTool, setting);
  register(server, showTool, setting);
  register(server, compareTool, setting);
}
