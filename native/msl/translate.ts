import { takeAttributes } from './attributes.ts';
import {
  functionConstantAt,
  instanceExpression,
  instantiationAt,
  type KernelDeclaration,
  kernelAt,
} from './declarations.ts';
import { columnMap } from './diagnostics.ts';
import { entriesOf, type KernelExecution } from './entries.ts';
import { eraseConstantMembers } from './member-functions.ts';
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
import { bodiesOf, synchronises } from './synchronisation.ts';
import { rewriteFunctionParameters } from './template-parameters.ts';
import { rewriteTernaries } from './ternary.ts';
import { TokenList, tokenize } from './tokens.ts';
import type { CompiledKernel, FunctionConstantDeclaration, MslOptions } from './types.ts';

/** MSL as C++ for OpenCL, and what was learnt on the way. */
export interface Translation {
  readonly text: string;
  readonly kernels: readonly CompiledKernel[];
  readonly functionConstants: readonly FunctionConstantDeclaration[];
  /** The user's column of a column in `text`; lines are the same. */
  readonly toSource: (line: number, column: number) => number;
  /** Whether the text reads or writes single elements of a SIMD-group's matrices. */
  readonly usesThreadElements: boolean;
}

/**
 * Translates preprocessed MSL; of the options, those that the translation depends on.
 * Throws MslError COMPILE_FAILED for what Metal refuses and clang would accept.
 */
export function translate(
  preprocessed: string,
  { constants = {}, checks = false }: Pick<MslOptions, 'constants' | 'checks'> = {},
): Translation {
  const list = new TokenList(tokenize(preprocessed));
  const attributes = takeAttributes(list);
  const statements = statementsOf(list);
  const kernels = statements.map((s) => kernelAt(list, attributes, s)).filter((kernel) => kernel !== null);
  const places = statements
    .map((s) => functionConstantAt(list, attributes, s))
    .filter((place) => place !== null);
  const instances = statements.map((s) => instantiationAt(list, attributes, s)).filter((one) => one !== null);
  const bodies = bodiesOf(list, statements);
  refuse(list, statements);
  const execution = (kernel: KernelDeclaration): KernelExecution => ({
    mode: checks || synchronises(kernel.name, bodies) ? 'fibers' : 'loop',
    threadgroupVariables: rewriteThreadgroupVariables(list, kernel.body),
  });
  const executions = new Map(kernels.map((kernel) => [kernel, execution(kernel)]));

  for (const { body } of statements) if (body) rewriteLocalConstants(list, body);
  eraseConstantMembers(list);
  rewriteTernaries(list);
  rewriteFunctionParameters(list);
  rewriteWords(list);
  rewritePragmas(list);
  rewriteFunctions(list, statements);
  rewriteFunctionConstants(list, places, constants);
  const entries = entriesOf(
    executions,
    instances.map((instance) => ({ instance, expression: instanceExpression(list, instance) })),
  );
  for (const { statement } of instances) list.erase(statement.start, statement.end);
  return {
    text: `${list.print()}\n# 1 "entries"\nusing namespace metal;\n${entries.map(({ code }) => code).join('\n')}\n`,
    kernels: entries.map(({ kernel }) => kernel),
    functionConstants: places.map(({ index, name, type }) => ({ index, name, type })),
    toSource: columnMap(list),
    usesThreadElements: list.tokens.some(({ text }) => text === 'thread_elements'),
  };
}
