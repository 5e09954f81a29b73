import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MODULE = JSON.stringify(join(import.meta.dirname, 'parent-port.ts'));

it('outlives what a terminal sends every process, and ends with its parent', async () => {
  const script = `
    import { connectParent } from ${MODULE};
    const parent = connectParent();
    parent.onMessage((message) => parent.post(message));`;
  const child = fork('-', [], { execArgv: ['--input-type=module', '-e', script] });
  const answered = async () => {
    child.send('asked');
    expect(await once(child, 'message')).toContain('asked');
  };
  await answered();
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGHUP'] as const) {
    child.kill(signal);
    await answered();
  }
  const exited = once(child, 'exit');
  child.disconnect();
  expect(await exited).toEqual([0, null]);
});
