import { describe, expect, it } from 'vitest';
import { type ComputeTransport, createComputeClient, type ProcessExit } from './compute-client.ts';
import type { ComputeEvent, FromCompute, ToCompute } from './compute-protocol.ts';

function fakeProcess() {
  const posted: ToCompute[] = [];
  let receive: (message: FromCompute) => void = () => expect.unreachable('no listener');
  let exit: (exit: ProcessExit) => void = () => expect.unreachable('no listener');
  const transport: ComputeTransport = {
    postMessage: (message) => posted.push(message),
    onMessage: (listener) => {
      receive = listener;
    },
    onExit: (listener) => {
      exit = listener;
    },
    kill: () => exit({ code: null, signal: 'SIGKILL' }),
  };
  const client = createComputeClient(transport);
  return { client, posted, receive, exit };
}

describe('compute client', () => {
  it('matches answers to requests by id, in any order', async () => {
    const { client, posted, receive } = fakeProcess();
    const devices = client.request('devices', {});
    const cancelled = client.request('cancel', { runId: 'r' });
    receive({ id: posted[1]?.id ?? -1, result: { ok: true, value: null } });
    receive({ id: posted[0]?.id ?? -1, result: { ok: true, value: [] } });
    expect(await devices).toEqual({ ok: true, value: [] });
    expect(await cancelled).toEqual({ ok: true, value: null });
  });

  it('passes failures on as values', async () => {
    const { client, posted, receive } = fakeProcess();
    const devices = client.request('devices', {});
    const error = { code: 'NO_DEVICE', message: 'none' };
    receive({ id: posted[0]?.id ?? -1, result: { ok: false, error } });
    expect(await devices).toEqual({ ok: false, error });
  });

  it('gives events to subscribers until they unsubscribe', () => {
    const { client, receive } = fakeProcess();
    const seen: ComputeEvent[] = [];
    const stop = client.onEvent((event) => seen.push(event));
    const event: ComputeEvent = { type: 'log', runId: null, level: 'info', message: 'hello' };
    receive({ event });
    stop();
    receive({ event });
    expect(seen).toEqual([event]);
  });

  it('fails everything pending, and everything later, when the process exits', async () => {
    const { client, exit, posted } = fakeProcess();
    const pending = client.request('devices', {});
    const deaths: string[] = [];
    client.onExit((failure) => deaths.push(failure.detail ?? ''));
    exit({ code: 134, signal: null });
    exit({ code: 134, signal: null });
    expect(await pending).toMatchObject({
      ok: false,
      error: { code: 'COMPUTE_DIED', detail: 'exit code 134' },
    });
    expect(await client.request('devices', {})).toMatchObject({ ok: false, error: { code: 'COMPUTE_DIED' } });
    expect(posted).toHaveLength(1);
    expect(deaths).toEqual(['exit code 134']);
  });

  it('names the signal that killed the process', async () => {
    const { client } = fakeProcess();
    const pending = client.request('devices', {});
    client.kill();
    expect(await pending).toMatchObject({ ok: false, error: { detail: 'signal SIGKILL' } });
  });
});
