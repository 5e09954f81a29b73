import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { DevTools } from './devtools.ts';

/** The DevTools protocol with a Chromium that answers as it is told. */
function connect() {
  const [commands, answers] = [new PassThrough(), new PassThrough()];
  const devtools = new DevTools(commands, answers);
  const say = async (...messages: object[]) => {
    const bytes = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\0`).join(''));
    // In pieces of three bytes: a pipe keeps neither messages nor characters together.
    for (let start = 0; start < bytes.length; start += 3) answers.write(bytes.subarray(start, start + 3));
    await turn();
  };
  const said = () => JSON.parse(String(commands.read()).replace(/\0$/, ''));
  return { devtools, say, said };
}
const attached = (sessionId: string) => ({ method: 'Target.attachedToTarget', params: { sessionId } });

it('answers a command with its result, or with its error', async () => {
  const { devtools, say, said } = connect();
  const version = devtools.session().send('Browser.getVersion');
  expect(said()).toEqual({ id: 1, method: 'Browser.getVersion', params: {} });
  const unknown = devtools.session().send('Target.closeTarget', { targetId: 'ü' });
  const refused = expect(unknown).rejects.toThrow('Target.closeTarget: No target ü');
  await say({ id: 2, error: { message: 'No target ü' } }, { id: 1, result: { product: 'Chromium' } });
  expect(await version).toEqual({ product: 'Chromium' });
  await refused;
});

it('tells each session of its own events', async () => {
  const { devtools, say, said } = connect();
  await say(attached('a'), attached('b'));
  const seen: string[] = [];
  for (const id of ['a', 'b'])
    devtools.session(id).on('Page.loadEventFired', ({ timestamp }) => seen.push(`${id} ${timestamp}`));
  void devtools.session('b').send('Page.enable');
  expect(said()).toMatchObject({ sessionId: 'b', method: 'Page.enable' });
  const loaded = (sessionId: string, timestamp: number) => ({
    ...{ sessionId, method: 'Page.loadEventFired', params: { timestamp } },
  });
  await say(loaded('b', 1), loaded('a', 2), loaded('gone', 3));
  expect(seen).toEqual(['b 1', 'a 2']);
});

it('refuses the commands of a page that has closed, and of a Chromium that has ended', async () => {
  const { devtools, say } = connect();
  await say(attached('a'));
  const page = devtools.session('a');
  const waiting = expect(page.send('Page.reload')).rejects.toThrow('Page.reload: the target closed');
  await say({ method: 'Target.detachedFromTarget', params: { sessionId: 'a' } });
  await waiting;
  await expect(page.send('Page.enable')).rejects.toThrow('the target closed');
  expect(() => devtools.session('a')).toThrow('Chromium has no session a');
  devtools.end('Chromium ended (1)');
  await expect(devtools.session().send('Browser.close')).rejects.toThrow('Chromium ended (1)');
});
