import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const MODULE = JSON.stringify(join(import.meta.dirname, 'interruptions.ts'));
const FULL = '/dev/full';

/** A program that says on standard error when it is interrupted, and how its work ends. */
function start(stdout: number | 'pipe' | 'ignore', work: string): ChildProcess {
  const script = `
    import { onInterruption, outliveReaders } from ${MODULE};
    outliveReaders();
    onInterruption(() => console.error('interrupted'));
    const pause = () => new Promise((wake) => setTimeout(wake, 20));
    ${work}
    console.error('ended');`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', stdout, 'pipe'] });
}

async function outcome(child: ChildProcess): Promise<[code: number, told: string[]]> {
  const told = text(child.stderr as NodeJS.ReadableStream);
  const [code] = await once(child, 'exit');
  return [code, (await told).trim().split('\n')];
}

const THREE_LINES = 'for (let i = 0; i < 3; i++) { console.log(i); await pause(); }';

it.runIf(existsSync(FULL))('output that cannot be written is told once, and is a failure', async () => {
  expect(await outcome(start(openSync(FULL, 'w'), THREE_LINES))).toEqual([
    1,
    ['tilescope: Cannot write to standard output: no space left on device', 'ended'],
  ]);
});

it('a reader that leaves is one interruption, whatever is written then', async () => {
  const child = start(
    'pipe',
    `await new Promise((go) => process.stdin.once('end', go).resume()); ${THREE_LINES}`,
  );
  child.stdout?.destroy();
  child.stdin?.end();
  expect(await outcome(child)).toEqual([1, ['interrupted', 'ended']]);
});

it('SIGPIPE is the same as a reader that leaves', async () => {
  expect(await outcome(start('ignore', `process.kill(process.pid, 'SIGPIPE'); ${THREE_LINES}`))).toEqual([
    0,
    ['interrupted', 'ended'],
  ]);
});
