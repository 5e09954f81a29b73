import { DEVICE_LIMITS } from '../../device.ts';
import { type ReadArgument, readNumbers } from '../arguments.ts';
import type { Amount, TorchPass } from '../descriptor.ts';
import {
  passOfThreads,
  type ReadPass,
  readFunctionName,
  readText,
  type Situation,
  type Surroundings,
  threadgroupOf,
  withMacros,
} from '../launch.ts';
import type { Read, Reader } from '../reader.ts';
import { TORCH_CASTS, type TorchArgument, type TorchCall } from './torch-call.ts';

/** Dimensions of threads. */
const MOST_DIMENSIONS = 3;

/**
 * Reads a call of a kernel of `torch.mps.compile_shader`: arguments are bound by their position, whole numbers as 64-bit
 * and others as 32-bit ones unless they are cast, and as many threads are launched as are said.
 * Source: torch/csrc/mps/Module.cpp and aten/src/ATen/native/mps/OperationUtils.mm of PyTorch 2.9.
 */
export function readTorchPass(
  path: string,
  { source: named, torch: call }: TorchPass,
  surroundings: Surroundings,
  reader: Reader,
): ReadPass {
  const { source: usual, languageVersion = '3.1', family, macros } = surroundings;
  const source = named ?? usual;
  const at = `${path}.torch`;
  const text = readText(`${path}.source`, source, surroundings, reader);
  const nameFor = readFunctionName(`${at}.kernel`, call.kernel, family, reader);
  const args = call.arguments.map((argument, index) => readArgument(at, index, argument, call, reader));
  const threads = readThreads(at, call, reader);
  const groupAt = `${at}.group_size`;
  const group = call.group_size === undefined ? null : reader.amounts(groupAt, listOf(call.group_size));
  if (threads && group && threads.length !== group.length)
    reader.expect(groupAt, JSON.stringify(call.group_size), 'as many numbers as "threads" has');
  const extentOf = ({ scope, buffers }: Situation) => {
    if (threads) return scope.extent(threads);
    const first = call.arguments.find((argument) => typeof argument === 'string');
    const shape = buffers.find(({ name }) => name === first)?.shape ?? [];
    return [shape.reduce((product, extent) => product * extent, 1), 1, 1] as const;
  };
  return {
    arguments: args,
    passes(situation) {
      const { scope, problem } = situation;
      const extent = extentOf(situation);
      const most = DEVICE_LIMITS.threadsPerThreadgroup.value;
      // PyTorch takes as many as the pipeline allows, and of one dimension no more than there are.
      const usualGroup = [threads && threads.length > 1 ? most : Math.min(extent[0], most), 1, 1] as const;
      const kernel = {
        source: withMacros(macros(scope), source, text),
        functionName: nameFor(problem),
        constants: {},
        languageVersion,
      };
      const bindings = args.map(({ bind }) => bind(situation));
      return [
        passOfThreads(kernel, bindings, extent, group ? threadgroupOf(groupAt, group, scope) : usualGroup),
      ];
    },
  };
}

function readThreads(at: string, { threads, arguments: args }: TorchCall, reader: Reader): Read[] | null {
  if (threads !== undefined) return reader.amounts(`${at}.threads`, listOf(threads));
  if (!args.some((argument) => typeof argument === 'string'))
    reader.expect(
      `${at}.threads`,
      undefined,
      `one to ${MOST_DIMENSIONS} numbers, since no argument is a tensor`,
    );
  return null;
}

function readArgument(
  at: string,
  index: number,
  argument: TorchArgument,
  { arg_casts: casts }: TorchCall,
  reader: Reader,
): ReadArgument {
  const path = `${at}.arguments[${index}]`;
  if (typeof argument === 'string')
    return { buffer: { path, name: argument }, bind: () => ({ index, buffer: argument }) };
  const isFloat = 'float' in argument;
  const cast = typeof casts === 'object' ? casts[String(index)] : casts;
  const type = cast === undefined ? (isFloat ? 'float' : 'long') : TORCH_CASTS[cast];
  const words = isFloat
    ? readNumbers(`${path}.float`, type, argument.float, reader)
    : readNumbers(`${path}.int`, type, argument.int, reader);
  return { buffer: null, bind: ({ scope }) => ({ index, words: words(scope) }) };
}

function listOf(amounts: Amount | readonly Amount[]): readonly Amount[] {
  return typeof amounts === 'object' ? amounts : [amounts];
}
