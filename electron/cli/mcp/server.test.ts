import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleRun } from '../../ipc/fixture/sample-run.ts';
import { openRuns } from '../runs/open-runs.ts';
import { Queue } from './queue.ts';
import { Root } from './root.ts';
import { addTools, INSTRUCTIONS } from './server.ts';

const MIB = 2 ** 20;
const TEXT = `#include <metal_stdlib>
kernel void product(device const float *A [[buffer(0)]], device const float *B [[buffer(1)]],
                    device float *C [[buffer(2)]]) {}`;
const DESCRIPTOR = {
  name: 'mine',
  op: 'gemm',
  supports: { dtype: ['f32'] },
  passes: [
    {
      kernel: 'product',
      buffers: { 0: 'A', 1: 'B', 2: 'C' },
      grid: ['n', 'm'],
      threadsPerThreadgroup: [8, 8],
    },
  ],
};

let folder = '';
let client: Client;

/** The text of a result, and whether it is a refusal. Nothing here starts a compute process. */
async function called(name: string, args: Record<string, unknown>) {
  const { content, isError = false, structuredContent } = await client.callTool({ name, arguments: args });
  const [first] = content as { text: string }[];
  return { text: first?.text ?? '', isError, structuredContent };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tilescope-mcp-'));
  const root = join(folder, 'root');
  mkdirSync(join(root, 'folder.metal'), { recursive: true });
  vi.stubEnv('TILESCOPE_USER_DATA', join(folder, 'runs'));
  for (const place of [folder, root]) {
    writeFileSync(join(place, 'mine.metal'), TEXT);
    writeFileSync(join(place, 'mine.json'), JSON.stringify(DESCRIPTOR));
  }
  writeFileSync(join(root, 'large.metal'), ' '.repeat(MIB));
  writeFileSync(join(root, 'large.json'), JSON.stringify(DESCRIPTOR));
  writeFileSync(join(root, 'linked.metal'), TEXT);
  symlinkSync(join(folder, 'mine.json'), join(root, 'linked.json'));
  symlinkSync(join(folder, 'mine.json'), join(root, 'link.json'));
  symlinkSync(folder, join(root, 'up'));
  const setting = {
    root: new Root(root),
    device: null,
    bounds: { seconds: 100, memoryBytes: 256 * MIB },
    queue: new Queue(),
  };
  const server = new McpServer({ name: 'tilescope', version: '1' }, { instructions: INSTRUCTIONS });
  addTools(server, setting);
  const [one, other] = InMemoryTransport.createLinkedPair();
  client = new Client({ name: 'test', version: '1' });
  await server.connect(one);
  await client.connect(other);
});

afterAll(async () => {
  await client.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('the server', () => {
  it('lists six tools whose arguments and results are described', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['check', 'verify', 'judge', 'sweep', 'show', 'compare']);
    for (const { description, inputSchema, outputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(100);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      for (const argument of Object.values(inputSchema.properties ?? {}))
        expect(argument).toBeTypeOf('object');
      expect(outputSchema).toMatchObject({ type: 'object' });
      expect(annotations).toMatchObject({ destructiveHint: false, openWorldHint: false });
    }
    const readOnly = tools.filter(({ annotations }) => annotations?.readOnlyHint).map(({ name }) => name);
    expect(readOnly).toEqual(['check', 'verify', 'show', 'compare']);
  });

  it.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'a path outside',
      'check',
      { file: '../mine.metal' },
      /^\.\.\/mine.metal: outside the root of this server/,
    ],
    [
      'an absolute path outside',
      'verify',
      { file: '/etc/hosts.json' },
      /^\/etc\/hosts.json: outside the root/,
    ],
    ['a link that leads outside', 'judge', { file: 'link.json' }, /^link.json: outside the root/],
    ['a folder that leads outside', 'check', { file: 'up/mine.json' }, /^up\/mine.json: outside the root/],
    ['a descriptor that leads outside', 'check', { file: 'linked.metal' }, /^linked.json: outside the root/],
    ['a file that is missing', 'check', { file: 'missing.json' }, /^missing.json: no such file/],
    ['a folder', 'check', { file: 'folder.metal', launch: {} }, /^folder.metal: expected a file/],
    [
      'a file that is too long',
      'check',
      { file: 'large.json' },
      /^large.metal: expected at most 1000000 bytes/,
    ],
    [
      'a text that is too long',
      'verify',
      { text: ' '.repeat(MIB), descriptor: DESCRIPTOR },
      /text = .* at most 1000000/,
    ],
    ['a text without a descriptor', 'check', { text: TEXT }, /^expected "file", or "text" and "descriptor"$/],
    ['a file and a text', 'check', { file: 'mine.json', text: TEXT }, /^file: expected neither "text"/],
    ['an unknown argument', 'check', { file: 'mine.json', size: '64' }, /an object without size/],
    ['an argument of another type', 'judge', { file: 'mine.json', sizes: 64 }, /sizes = 64: expected text/],
    ['sizes that are none', 'judge', { file: 'mine.json', sizes: '64x' }, /^sizes 64x: /],
    ['an unsupported size', 'verify', { file: 'mine.json', dtype: 'f16' }, /supports none of the sizes/],
    ['too many sizes', 'verify', { file: 'mine.json', sizes: '1:65' }, /expected at most 64 .* not 65/],
    ['too much time', 'verify', { file: 'mine.json', seconds: 101 }, /^seconds 101: expected at most 100/],
    ['too many contenders', 'judge', { file: 'mine.json', against: 'nobody' }, /nobody: expected own:mine, /],
    [
      'a receipt outside',
      'judge',
      { file: 'mine.json', receiptFile: '../r.json' },
      /^\.\.\/r.json: outside the root/,
    ],
    ['a receipt that is there', 'judge', { file: 'mine.json', receiptFile: 'mine.json' }, /none is replaced/],
    [
      'two kernels of one name',
      'sweep',
      { sizes: '64', kernels: [{ file: 'mine.json' }, { file: 'mine.json' }] },
      /different names/,
    ],
    ['a run and an operation', 'show', { run: 'latest', op: 'gemm' }, /^op: expected no "run" beside it/],
    ['an unknown run', 'show', { run: 'abc' }, /^abc: no run has this id or name/],
    ['a run that is a file', 'show', { run: 'mine.json' }, /^mine.json: no run has this id or name/],
    ['two runs and a contender', 'compare', { run: 'a', candidate: 'b', against: 'c' }, /no run has/],
    ['an unknown operation', 'show', { op: 'fft' }, /fft/],
    [
      'contents of files outside',
      'check',
      { file: 'mine.metal', launch: { buffers: { 0: { file: '../mine.metal' } } } },
      /outside the root/,
    ],
    [
      'a launch that is none',
      'check',
      { file: 'mine.metal', launch: { kernel: 5 } },
      /kernel = 5: expected text/,
    ],
  ])('refuses %s with the reason, as a result', async (_, name, args, reason) => {
    const { text, isError } = await called(name, args);
    expect(text).toMatch(reason);
    expect(isError).toBe(true);
  });

  it('names the place in a descriptor that is wrong, what is there and what was expected', async () => {
    const [pass] = DESCRIPTOR.passes;
    const wrong = { ...DESCRIPTOR, passes: [{ ...pass, grid: ['n %% 64', 'm'] }] };
    const { text, isError } = await called('check', { text: TEXT, descriptor: wrong });
    expect(isError).toBe(true);
    expect(text).toMatch(/passes\[0\]\.grid\[0\] = n %% 64.*expected/);
    const unshaped = await called('check', { text: TEXT, descriptor: { ...DESCRIPTOR, passes: 'none' } });
    expect(unshaped.text).toMatch(/passes = none: expected a list/);
  });

  it('knows no other tools, which is an error of the protocol', async () => {
    await expect(client.callTool({ name: 'rematch', arguments: {} })).rejects.toThrow(/rematch/);
  });

  it('shows a kernel to begin with, whose text and descriptor can be given back', async () => {
    const { structuredContent } = await called('show', { op: 'elementwise', set: { operation: 'copy' } });
    const { msl, descriptor } = structuredContent as { msl: string; descriptor: { name: string } };
    expect(msl).toContain('#include <metal_stdlib>');
    expect(descriptor.name).toBe('mine');
    const { text } = await called('verify', { text: msl, descriptor, sizes: '8000' });
    expect(text).toMatch(/^sizes 8000x8000: needs .* of memory at least; a call may take 256.MiB$/);
  });

  it('lists runs, and shows the cells of one and their MSL', async () => {
    expect((await called('show', {})).text).toBe('No runs yet.');
    const store = openRuns();
    const sample = sampleRun();
    store.add(sample);
    store.dispose();
    const { structuredContent } = await called('show', {});
    expect(structuredContent).toMatchObject({
      runs: [{ runId: sample.id, name: sample.name }],
      more: 0,
    });
    const run = await called('show', { run: 'latest' });
    expect(run.structuredContent).toMatchObject({ run: { runId: sample.id, status: sample.status } });
    const [contender] = sample.request.contenders;
    const cell = await called('show', { run: sample.id.slice(0, 8), contender, size: '64' });
    expect(cell.text).toContain('kernel void');
    const [against] = sample.request.contenders;
    const compared = await called('compare', { run: 'latest', against });
    expect(compared.text).toContain('verdict');
    expect(compared.structuredContent).toMatchObject({ method: 'paired', baseline: against });
  });

  it('writes nothing into the root that it was not asked for', () => {
    expect(readFileSync(join(folder, 'root', 'mine.json'), 'utf8')).toBe(JSON.stringify(DESCRIPTOR));
  });
});
