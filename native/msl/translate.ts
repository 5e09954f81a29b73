import { takeAttributes } from './attributes.ts';
import {
  type FunctionConstantPlace,
  functionConstantAt,
  instanceExpression,
  instantiationAt,
  type KernelDeclaration,
  kernelAt,
} from './declarations.ts';
import { columnMap } from './diagnostics.ts';
import { entriesOf, type KernelExecution } from './entries.ts';
import { eraseConstantMembers } from './member-functions.ts';
import { rewriteConstantReferences } from './references.ts';
import { refuse } from './refusals.ts';
import {
  rewriteFunctionConstants,
  rewriteFunctions,
  rewriteLocalConstants,
  rewritePragmas,
  rewriteThreadgroupVariables,
  rewriteWords,
} from './rewrite.ts';
import { statementsOf } from './statements.ts';
import { bodiesOf, synchronises, wordsReached } from './synchronisation.ts';
import { rewriteFunctionParameters } from './template-parameters.ts';
import { rewriteTernaries } from './ternary.ts';
import { TokenList, tokenize } from './tokens.ts';
import type { CompiledKernel, FunctionConstantDeclaration, MslOptions } from './types.ts';

/** MSL as C++ for OpenCL, and what was learnt on the way. */
export interface Translation {
  readonly text: string;
  readonly kernels: readonly CompiledKernel[];
  /** Whether lanes meet in any of the kernels that entries were made for. */
  readonly hasFibers: boolean;
  /** Whether the whole text is only to be checked: all kernels have entries, and they are too many to compile. */
  readonly checkOnly: boolean;
  readonly functionConstants: readonly FunctionConstantDeclaration[];
  /** The user's column of a column in `text`; lines are the same. */
  readonly toSource: (line: number, column: number) => number;
  /** Whether one of those kernels may read or write single elements of a SIMD-group's matrices. */
  readonly usesThreadElements: boolean;
}

/** More kernels than this are compiled when they are asked for. */
const MANY_KERNELS = 8;

/**
 * Translates preprocessed MSL; of the options, those that the translation depends on.
 * Throws MslError COMPILE_FAILED for what Metal refuses and clang would accept.
 */
export function translate(
  preprocessed: string,
  {
    constants = {},
    checks = false,
    kernels: chosen,
  }: Pick<MslOptions, 'constants' | 'checks' | 'kernels'> = {},
): Translation {
  const list = new TokenList(tokenize(preprocessed));
  const attributes = takeAttributes(list);
  const statements = statementsOf(list);
  const kernels = statements.map((s) => kernelAt(list, attributes, s)).filter((kernel) => kernel !== null);
  const places = statements
    .map((s) => functionConstantAt(list, attributes, s))
    .filter((place) => place !== null);
  const instances = statements.map((s) => instantiationAt(list, attributes, s)).filter((one) => one !== null);
  const isFalse = ({ index }: FunctionConstantPlace) => constants && !constants[index]?.value;
  const falseConstants = new Set(places.filter(isFalse).map(({ name }) => name));
  const bodies = bodiesOf(list, statements);
  refuse(list, statements, new Set(kernels.map(({ name }) => name)));
  const execution = (kernel: KernelDeclaration): KernelExecution => {
    const words = wordsReached(kernel.name, bodies);
    return {
      mode: checks || synchronises(words) ? 'fibers' : 'loop',
      usesThreadElements: words.has('thread_elements'),
      threadgroupVariables: rewriteThreadgroupVariables(list, kernel.body),
    };
  };
  const executions = new Map(kernels.map((kernel) => [kernel, execution(kernel)]));

  for (const { body } of statements) if (body) rewriteLocalConstants(list, body);
  eraseConstantMembers(list);
  rewriteConstantReferences(list, statements);
  rewriteTernaries(list);
  rewriteFunctionParameters(list);
  rewriteWords(list);
  rewritePragmas(list);
  rewriteFunctions(list, statements);
  rewriteFunctionConstants(list, places, constants ?? {});
  const entries = entriesOf(
    executions,
    instances.map((instance) => ({ instance, expression: instanceExpression(list, instance) })),
    falseConstants,
  );
  for (const { statement } of instances) list.erase(statement.start, statement.end);
  const made = chosen ? entries.filter(({ kernel }) => chosen.includes(kernel.name)) : entries;
  return {
    text: `${list.print()}\n# 1 "entries"\nusing namespace metal;\n${made.map(({ code }) => code).join('\n')}\n`,
    kernels: entries.map(({ kernel }) => kernel),
    hasFibers: made.some(({ kernel }) => kernel.mode === 'fibers'),
    checkOnly: !chosen && entries.length > MANY_KERNELS,
    functionConstants: places.map(({ index, name, type }) => ({ index, name, type })),
    toSource: columnMap(list),
    usesThreadElements: made.some((entry) => entry.usesThreadElements),
  };
}
