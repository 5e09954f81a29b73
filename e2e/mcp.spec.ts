import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, test } from '@playwright/test';

const CLI = resolve(import.meta.dirname, '../dist/cli.js');
const LONG = { timeout: 600_000 };

const DESCRIPTOR = {
  name: 'reversed',
  op: 'elementwise',
  supports: { dtype: ['f32'], operation: ['copy'] },
  passes: [
    {
      kernel: 'copied',
      buffers: { 0: 'X', 1: 'Y', 2: { type: 'uint', value: 'n' } },
      threadgroupMemory: { 0: '16 * ceil(n / 4)' },
      threadgroups: ['m'],
      threadsPerThreadgroup: [64],
    },
  ],
};
const BARRIER = 'threadgroup_barrier(mem_flags::mem_threadgroup);';

/** Copies rows through threadgroup memory, out of which other threads read than wrote. */
const copying = (barrier = BARRIER, value = 'row[n - 1 - i]') => `#include <metal_stdlib>
using namespace metal;
kernel void copied(device const float *X [[buffer(0)]], device float *Y [[buffer(1)]], constant uint &n [[buffer(2)]],
                   threadgroup float *row [[threadgroup(0)]], uint group [[threadgroup_position_in_grid]],
                   uint first [[thread_position_in_threadgroup]]) {
  for (uint i = first; i < n; i += 64) row[i] = X[group * n + i];
  ${barrier}
  for (uint i = first; i < n; i += 64) Y[group * n + n - 1 - i] = ${value};
}`;
const ENDLESS = copying('for (volatile uint i = 0; i < 1; i = 0) ;');

let folder = '';
let client: Client;
let transport: StdioClientTransport;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-mcp-'));
  const environment = { ...process.env, TILESCOPE_USER_DATA: join(folder, 'runs') } as Record<string, string>;
  transport = new StdioClientTransport({
    command: 'node',
    args: [CLI, 'mcp', '--root', folder, '--device', 'cpu', '--memory', '512'],
    env: environment,
    stderr: 'ignore',
  });
  client = new Client({ name: 'kernel-writer', version: '1' });
  await client.connect(transport);
});

test.afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true });
});

interface Structured {
  passed: boolean | null;
  objections: { kind: string; line: number | null }[];
  stopped: string | null;
  [name: string]: unknown;
}

async function call(name: string, args: Record<string, unknown>, options: object = {}) {
  const result = await client.callTool({ name, arguments: args }, { ...LONG, ...options });
  const [first] = result.content as { text: string }[];
  const structured = result.structuredContent as Structured | undefined;
  return { text: first?.text ?? '', isError: result.isError ?? false, structured };
}

const kernel = (text: string) => ({ text, descriptor: DESCRIPTOR, sizes: 'm=3,n=130', seed: 1 });

/** The processes that the server has started; on Linux. */
function startedBy(pid: number | null): string[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).flatMap((task) =>
    readFileSync(join(tasks, task, 'children'), 'utf8')
      .split(' ')
      .filter(Boolean),
  );
}

test('a program that writes kernels hears of a race and of a wrong result, and mends them', async () => {
  const racy = await call('check', kernel(copying('')));
  expect(racy.structured).toMatchObject({ passed: false, stopped: null });
  expect(racy.structured?.objections).toContainEqual(expect.objectContaining({ kind: 'race', line: 6 }));
  expect(racy.text).toContain('refuted in 3 of 3 trials');
  const wrong = await call('verify', kernel(copying(BARRIER, 'row[n - 1 - i] * 1.001f')));
  expect(wrong.structured).toMatchObject({ passed: false, objections: [{ kind: 'WRONG_RESULT' }] });
  const broken = await call('verify', kernel(copying('barrier();')));
  expect(broken.structured).toMatchObject({ passed: false, objections: [{ kind: 'COMPILE_FAILED' }] });
  const mended = await call('check', kernel(copying()));
  expect(mended).toMatchObject({ isError: false, structured: { passed: true, trials: 3, objections: [] } });
});

test('a call is cancelled, runs out of time and waits for its turn', async () => {
  const controller = new AbortController();
  const onprogress = () => controller.abort();
  const asked = call(
    'sweep',
    { sizes: '1024', contenders: 'gemm-direct', seconds: 100 },
    { signal: controller.signal, onprogress },
  );
  await expect(asked).rejects.toThrow();
  const endless = call('check', { ...kernel(ENDLESS), seconds: 4 });
  const waits: string[] = [];
  const told = ({ message = '' }) => waits.push(message);
  const next = call('verify', kernel(copying()), { onprogress: told });
  expect(await endless).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^Stopped after 4 s, the most that this call may take/),
  });
  expect(await next).toMatchObject({ isError: false, structured: { passed: true } });
  expect(waits[0]).toMatch(/^waiting for [12] other calls?$/);
  if (process.platform === 'linux') await expect.poll(() => startedBy(transport.pid)).toEqual([]);
});

test('standard output has messages of the protocol and nothing else', async () => {
  const env = { ...process.env, TILESCOPE_USER_DATA: join(folder, 'runs') };
  const child = spawn('node', [CLI, 'mcp', '--root', folder], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const message = (id: number, method: string, params: object) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  message(1, 'initialize', {
    ...{ protocolVersion: '2025-06-18', capabilities: {} },
    clientInfo: { name: 'test', version: '1' },
  });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\nthis is no message\n');
  message(2, 'tools/call', { name: 'check', arguments: kernel(copying('')), _meta: { progressToken: 'p' } });
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes('"id":2')) child.stdin.end();
  }
  const messages = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const one of messages) expect(one.jsonrpc).toBe('2.0');
  expect(messages.filter(({ id }) => id !== undefined).map(({ id }) => id)).toEqual([1, 2]);
  expect(messages.some(({ method }) => method === 'notifications/progress')).toBe(true);
  await expect.poll(() => child.exitCode).toBe(0);
});

test('a kernel is judged with a receipt, swept, compared and shown @all', async () => {
  const judged = await call('judge', {
    ...kernel(copying()),
    sizes: 'm=64,n=130',
    against: 'elementwise-direct',
    receiptFile: 'receipt.json',
    seconds: 300,
  });
  expect(judged).toMatchObject({ isError: false, structured: { passed: true, receipt: null } });
  expect(JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8'))).toMatchObject({
    format: 'tilescope-receipt',
    isRight: true,
    seed: 1,
  });
  const { runId, speed } = judged.structured as Structured;
  expect(speed).toMatchObject({
    method: 'paired',
    cells: [{ size: '64x130', contender: 'elementwise-direct' }],
  });
  const { descriptor, text } = kernel(copying());
  const swept = await call('sweep', {
    sizes: 'm=64,n=130,131',
    contenders: 'elementwise-direct',
    kernels: [{ text, descriptor }],
    seconds: 300,
  });
  expect(swept.structured).toMatchObject({ status: 'finished', more: 0 });
  const cells = swept.structured?.cells as { status: string; contender: string }[];
  expect(cells.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  const shown = await call('show', { run: runId, contender: 'own:reversed' });
  expect(shown.text).toContain(text);
  const compared = await call('compare', { run: 'latest', against: 'own:reversed' });
  expect(compared.structured).toMatchObject({ method: 'paired', cells: [{}, {}] });
  const screened = await call('compare', { run: runId, candidate: 'latest' });
  expect(screened.structured).toMatchObject({ method: 'screened' });
});

test('a call that takes too much memory is stopped, and the next one answered @all', async () => {
  const buffer = { type: 'float4', count: 2 ** 27, fill: 'random' };
  const launch = { kernel: 'none', buffers: { 0: buffer }, threadgroups: [1], threadsPerThreadgroup: [1] };
  const text = 'kernel void none(device float4 *a [[buffer(0)]]) { a[0] = 0; }';
  const large = await call('check', { text, launch, seconds: 300 });
  expect(large).toMatchObject({
    isError: true,
    text: expect.stringMatching(/^Stopped at .* of memory, beyond/),
  });
  const small = await call('check', { text, launch: { ...launch, buffers: { 0: { ...buffer, count: 4 } } } });
  expect(small).toMatchObject({ isError: false, structured: { passed: true } });
});
