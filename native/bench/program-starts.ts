import type { ChildProcess } from 'node:child_process';
import diagnosticsChannel from 'node:diagnostics_channel';

/**
 * Command lines of the programs that start while `work` is done. When clang's driver links it starts the linker: that
 * is listed as well.
 */
export async function programStarts(work: () => Promise<unknown>): Promise<string[]> {
  const children: ChildProcess[] = [];
  // Told of a child before it has its command line.
  const note = (message: unknown) => children.push((message as { process: ChildProcess }).process);
  diagnosticsChannel.subscribe('child_process', note);
  try {
    await work();
  } finally {
    diagnosticsChannel.unsubscribe('child_process', note);
  }
  return children.flatMap(({ spawnargs }) => {
    const command = spawnargs.join(' ');
    return LINKING_DRIVER.test(command) ? [command, `the linker of: ${command}`] : [command];
  });
}

const LINKING_DRIVER = /^\S*clang\S* (?!-cc1).*-(?:shared|dynamiclib)\b/;
