import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../device/root.ts';
import { native } from '../index.ts';
import type { DeviceBuffer, NativePass, Pipeline } from '../types.ts';
import type { Entrant } from './rounds.ts';

/** The text of one of the benchmark's MSL files. */
export function mslText(file: string): Promise<string> {
  return readFile(join(packageRoot(), 'native/bench', file), 'utf8');
}

/** Pipelines for kernels of one of the benchmark's MSL files, by name. */
export async function pipelinesOf<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, Pipeline>> {
  const library = await native.compile('cpu', await mslText(file));
  const pipelines = names.map(async (name) => [name, await native.pipeline(library, name)] as const);
  return Object.fromEntries(await Promise.all(pipelines)) as Record<Name, Pipeline>;
}

/** A buffer of random numbers between −1 and 1. */
export async function randomBuffer(count: number): Promise<DeviceBuffer> {
  const buffer = await native.buffer('cpu', count * Float32Array.BYTES_PER_ELEMENT);
  // Long arrays repeat their numbers; generating all of them would take longer than the benchmark.
  const chunk = Float32Array.from({ length: Math.min(count, 2 ** 20) }, () => Math.random() * 2 - 1);
  for (let first = 0; first < count; first += chunk.length)
    await native.write(buffer, chunk.subarray(0, count - first), first * Float32Array.BYTES_PER_ELEMENT);
  return buffer;
}

/** A pass as an entrant. */
export function passEntrant(name: string, pass: NativePass, threads: number): Entrant {
  return {
    name,
    run: async (duplicates) => (await native.execute('cpu', [pass], { threads, duplicates })).wallNs,
  };
}
