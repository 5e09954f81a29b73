import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startKernel } from '../../kernels/index.ts';
import { bundleText } from '../ipc/bundle.ts';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { SCHEMA_NAMES, schemaCommand } from './schema-command.ts';

interface Schema {
  readonly $schema?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

let printed: string[] = [];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
});
afterEach(() => vi.restoreAllMocks());

async function schemaOf(name: string): Promise<Schema> {
  expect(await schemaCommand([name])).toBe(0);
  return JSON.parse(printed.at(-1) ?? '');
}

/** The properties that a value has and its schema lacks, and those that are required and missing. */
function differences(value: unknown, schema: Schema | undefined, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => differences(item, schema?.items, `${at}[]`));
  const { properties, required = [] } = schema ?? {};
  if (typeof value !== 'object' || value === null || !properties) return [];
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, part]) =>
      properties[name] ? differences(part, properties[name], `${at}.${name}`) : [`${at}.${name} is unknown`],
    ),
  ];
}

describe('schema', () => {
  it.each(SCHEMA_NAMES)('%s is a JSON Schema of an object', async (name) => {
    const schema = await schemaOf(name);
    expect(schema.$schema).toContain('json-schema.org');
    expect(schema.type).toBe('object');
    // What people write is known by what they give it to.
    expect(schema.required).toContain(name === 'kernel' ? 'passes' : 'format');
  });

  it('of a run has what a bundle has, down to the samples', async () => {
    const schema = await schemaOf('run');
    const bundle = JSON.parse(bundleText(sampleRun()));
    expect(differences(bundle, schema)).toEqual([]);
    const cell = schema.properties?.run?.properties?.cells?.items;
    expect(cell?.properties?.samples?.items?.required).toContain('wallNs');
    delete bundle.run.cells[0].samples[0].wallNs;
    bundle.run.cells[0].more = 1;
    expect(differences(bundle, schema)).toHaveLength(2);
  });

  it('of a kernel has what a new one has, and refuses anything else', async () => {
    const schema = await schemaOf('kernel');
    const started = startKernel('convolution', {}, 'mine');
    if ('issues' in started) throw new Error(JSON.stringify(started.issues));
    expect(differences(started.descriptor, schema)).toEqual([]);
    expect(schema).toMatchObject({ additionalProperties: false });
    expect(schema.properties?.passes?.items).toMatchObject({ additionalProperties: false });
  });

  it.each([[[]], [['runs']], [['run', 'noise']]])('%j is refused', async (parameters) => {
    await expect(schemaCommand(parameters)).rejects.toThrow(
      /expected run, verdicts, noise, tuning, receipt, kernel/,
    );
  });
});
