import { readArguments, readConstants } from './arguments.ts';
import type { MetalPass } from './descriptor.ts';
import {
  passOfThreads,
  type ReadPass,
  readFunctionName,
  readText,
  type Surroundings,
  threadgroupOf,
  withMacros,
} from './launch.ts';
import type { Reader } from './reader.ts';

/** Reads a pass that is described in Metal's terms, which stands at a path of its descriptor. */
export function readMetalPass(
  path: string,
  described: MetalPass,
  surroundings: Surroundings,
  reader: Reader,
): ReadPass {
  const { source: usual, languageVersion = '3.1', family, macros } = surroundings;
  const { source = usual } = described;
  const text = readText(`${path}.source`, source, surroundings, reader);
  const nameFor = readFunctionName(`${path}.kernel`, described.kernel, family, reader);
  const args = readArguments(path, described, reader);
  const constants = readConstants(path, described, reader);
  const isOfThreads = described.grid !== undefined;
  const grid = reader.amounts(
    `${path}.${isOfThreads ? 'grid' : 'threadgroups'}`,
    described.grid ?? described.threadgroups ?? [],
  );
  const threadsAt = `${path}.threadsPerThreadgroup`;
  const threads = reader.amounts(threadsAt, described.threadsPerThreadgroup);
  return {
    arguments: args,
    passes(situation) {
      const { scope, problem } = situation;
      const threadsPerThreadgroup = threadgroupOf(threadsAt, threads, scope);
      const extent = scope.extent(grid);
      const kernel = {
        source: withMacros(macros(scope), source, text),
        functionName: nameFor(problem),
        constants: constants(scope),
        languageVersion,
      };
      const bindings = args.map(({ bind }) => bind(situation));
      const pass = passOfThreads(kernel, bindings, extent, threadsPerThreadgroup);
      if (isOfThreads) return [pass];
      const { gridThreads: _, ...whole } = pass;
      return [{ ...whole, threadgroups: extent }];
    },
  };
}
