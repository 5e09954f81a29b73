import { columnMap, formatDiagnostics, type ToSource } from './clang/diagnostics.ts';
import { versionNumber } from './clang/predefined-macros.ts';
import { takeAttributes, unknownAttributes } from './read/attributes.ts';
import { integerConstants } from './read/constant-expression.ts';
import { functionConstantAt, type KernelDeclaration, kernelAt } from './read/declarations.ts';
import { exchangesIn } from './read/exchanges/exchanges.ts';
import { falseConstants } from './read/gates.ts';
import { bodiesOf, synchronises, wordsReached } from './read/reached-words.ts';
import { eraseLinkage, statementsOf } from './read/statements.ts';
import { instantiationAt } from './read/templates.ts';
import { takeTensors } from './read/tensors.ts';
import { threadgroupDeclarations } from './read/threadgroup-declarations.ts';
import { threadgroupBytes } from './read/threadgroup-memory.ts';
import { TokenList, tokenize } from './read/tokens.ts';
import { typeAliases } from './read/type-aliases.ts';
import { refuse } from './refuse/refusals.ts';
import { takeUnavailable } from './refuse/unavailable.ts';
import { rewriteAirFunctions } from './rewrite/air-functions.ts';
import { rewriteLocalConstants, rewriteThreadgroupVariables } from './rewrite/body-variables.ts';
import { rewriteCompoundAssignments } from './rewrite/compound-assignment.ts';
import { constantsIn, rewriteConstants } from './rewrite/constants.ts';
import { entriesOf, type KernelExecution } from './rewrite/entries.ts';
import { rewriteExtents } from './rewrite/extents.ts';
import { rewriteFunctionConstants } from './rewrite/function-constants.ts';
import { rewriteFunctionPointers } from './rewrite/function-pointers.ts';
import { rewriteMemberFunctions } from './rewrite/members/member-functions.ts';
import { rewriteOwnMembers } from './rewrite/members/own-members.ts';
import { rewriteReturnedReferences } from './rewrite/members/returned-references.ts';
import { rewriteConstantReferences } from './rewrite/references.ts';
import { rewriteScopes } from './rewrite/scopes/scopes.ts';
import { rewriteStrings } from './rewrite/strings.ts';
import { rewriteTernaries } from './rewrite/ternary.ts';
import { rewriteArrayParameters, rewriteFunctions, rewriteWords } from './rewrite/words.ts';
import {
  type CompiledKernel,
  type Diagnostic,
  type FunctionConstantDeclaration,
  MslError,
  type MslOptions,
  type UnavailableKernel,
} from './types.ts';
import { placeOf } from './user-error.ts';

/** MSL as C++ for OpenCL, and what was learnt on the way. */
export interface Translation {
  readonly text: string;
  readonly kernels: readonly CompiledKernel[];
  /** Whether any of the kernels that entries were made for has another entry for the lanes that follow. */
  readonly hasFollower: boolean;
  /**
   * Whether the whole text is only to be checked: all kernels have entries, and they are too many to compile or have
   * function constants without values.
   */
  readonly checkOnly: boolean;
  readonly functionConstants: readonly FunctionConstantDeclaration[];
  readonly unavailable: readonly UnavailableKernel[];
  /** The user's column of a column in `text`; lines are the same. */
  readonly toSource: ToSource;
  /** The words of a line of the user's text. */
  wordsAt(place: { file: string; line: number }): readonly string[];
  /** Attributes that are ignored, and kernels that are unavailable. */
  readonly warnings: readonly Diagnostic[];
  /** Whether one of those kernels reads or writes single elements of a SIMD-group's matrices. */
  readonly usesThreadElements: boolean;
  /** Whether lanes may come to one place by different paths: see rewrite/scopes/scopes.ts. */
  readonly hasScopes: boolean;
  /** The language's version as a number, if the text includes the headers of tensors; otherwise 0. */
  readonly tensors: number;
}

const MATRIX_PRODUCT = '__metal_simdgroup_matrix_8x8_multiply_accumulate';
const MATRIX_PRODUCTS = [
  'simdgroup_multiply',
  'simdgroup_multiply_accumulate',
  MATRIX_PRODUCT,
  'matmul2d',
] as const;

/** What gives a lane its own two elements of a matrix, or works on them. */
const THREAD_ELEMENTS = ['thread_elements', MATRIX_PRODUCT] as const;

/** More kernels than this are compiled when they are asked for. */
const MANY_KERNELS = 8;

interface TranslateOptions extends Pick<MslOptions, 'constants' | 'checks' | 'kernels' | 'languageVersion'> {
  /** Leaves kernels to be compiled when they are asked for, however few they are. */
  readonly checkOnly?: boolean;
}

/**
 * Translates preprocessed MSL. `constants` gives function constants by index, `kernels` names those to make entries for
 * (all of them when it is not given).
 * Throws MslError COMPILE_FAILED for what Metal refuses and clang would accept.
 */
export function translate(
  preprocessed: string,
  {
    constants,
    checks = false,
    kernels: chosen,
    checkOnly: asked = false,
    languageVersion,
  }: TranslateOptions = {},
): Translation {
  const list = new TokenList(tokenize(preprocessed));
  const usesTensors = takeTensors(list);
  const attributes = takeAttributes(list);
  const warnings = unknownAttributes(list, attributes);
  eraseLinkage(list);
  const { available: statements, unavailable } = takeUnavailable(
    list,
    { attributes, usesTensors },
    statementsOf(list),
  );
  const context = { attributes, constants: integerConstants(list, statements), usesTensors };
  const aliases = typeAliases(list, statements);
  const kernels = statements.map((s) => kernelAt(list, context, s)).filter((kernel) => kernel !== null);
  const places = statements
    .map((s) => functionConstantAt(list, context, s))
    .filter((place) => place !== null);
  // A pipeline that gives no function constants leaves them all undefined.
  const values = constants ?? (chosen ? {} : undefined);
  const gatedOff = values
    ? falseConstants(list, statements, places, { values, constants: context.constants })
    : new Set<string>();
  const bodies = bodiesOf(list, statements);
  const [first] = unavailable;
  if (first && kernels.length === 0) throw unavailableError(first);
  refuse(list, statements, kernels);
  const exchanges = exchangesIn(list, statements, bodies);
  const declareScopes = exchanges && rewriteScopes(list, exchanges);
  const execution = (kernel: KernelDeclaration): KernelExecution => {
    const words = wordsReached(kernel.name, bodies);
    const declarations = threadgroupDeclarations(list, kernel.body);
    const isLeftOut = !kernel.templateParameters && chosen?.includes(kernel.hostName) === false;
    const bytes = threadgroupBytes(list, kernel, declarations, { constants: context.constants, aliases });
    return {
      place: placeOf(list, kernel.nameAt),
      mode: checks || synchronises(words) ? 'fibers' : 'loop',
      hasFollower: !checks && synchronises(words),
      usesThreadElements: THREAD_ELEMENTS.some((word) => words.has(word)),
      multipliesMatrices: MATRIX_PRODUCTS.some((word) => words.has(word)),
      threadgroupVariables: rewriteThreadgroupVariables(list, declarations, bytes !== null || isLeftOut),
      threadgroupBytes: bytes,
    };
  };
  const executions = new Map(kernels.map((kernel) => [kernel, execution(kernel)]));
  const declaredConstants = constantsIn(list);
  for (const { body } of statements) if (body) rewriteLocalConstants(list, body);
  rewriteFunctionPointers(list);
  rewriteExtents(list);
  rewriteOwnMembers(list);
  const members = rewriteMemberFunctions(list);
  rewriteConstantReferences(list, statements, members.threadOnly);
  rewriteTernaries(list);
  rewriteCompoundAssignments(list);
  rewriteReturnedReferences(list);
  rewriteArrayParameters(list, statements);
  rewriteConstants(list, statements, declaredConstants, members.isToldApart);
  rewriteStrings(list);
  rewriteWords(list);
  rewriteFunctions(list, statements, attributes);
  rewriteAirFunctions(list, statements);
  rewriteFunctionConstants(list, places, constants ?? {});
  const instances = statements
    .map((s) => instantiationAt(list, attributes, s))
    .filter((instance) => instance !== null);
  const entries = entriesOf(executions, instances, gatedOff);
  for (const { statement } of instances) list.erase(statement.start, statement.end);
  const refused = unavailable.find(({ name }) => chosen?.includes(name));
  if (refused) throw unavailableError(refused);
  members.finish();
  declareScopes?.();
  const unknown = chosen?.find((name) => !entries.some(({ kernel }) => kernel.name === name));
  if (unknown) throw new MslError('BAD_INPUT', `The text has no kernel '${unknown}'`);
  // What function constants leave open is compiled when a pipeline says what they are.
  const isOpen = places.length > 0 && !constants;
  const checkOnly = !chosen && (asked || isOpen || entries.length > MANY_KERNELS);
  const made = chosen ? entries.filter(({ kernel }) => chosen.includes(kernel.name)) : entries;
  return {
    text: `${threadgroupCheck(checkOnly)}${list.print()}\n# 1 "entries"\nMSL_INTERNAL_END\nusing namespace metal;\n${made.map(({ code }) => code).join('\n')}\n`,
    kernels: entries.map(({ kernel }) => kernel),
    hasFollower: made.some(({ kernel }) => kernel.followerSymbol),
    checkOnly,
    functionConstants: places.map(({ index, name, type }) => ({ index, name, type })),
    unavailable,
    toSource: columnMap(list),
    wordsAt: list.wordsByLine(),
    warnings: [...warnings, ...unavailable.flatMap(({ diagnostics }) => diagnostics.map(asWarning))],
    usesThreadElements: made.some((entry) => entry.usesThreadElements),
    hasScopes: declareScopes !== null,
    tensors: usesTensors ? versionNumber(languageVersion) : 0,
  };
}

/** The refusal of a kernel that this device cannot run. */
export function unavailableError({ diagnostics }: UnavailableKernel): MslError {
  return new MslError('COMPILE_FAILED', formatDiagnostics(diagnostics), diagnostics);
}

/** What refuses one kernel only warns of it to those who want the others. */
function asWarning(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, severity: 'warning' };
}

const LIMIT_MESSAGE = 'a threadgroup has 32768 bytes of memory';

/** Whether nothing but the limit of threadgroup memory refuses a text. */
export function exceedsThreadgroupMemory({ diagnostics }: MslError): boolean {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.length > 0 && errors.every(({ message }) => message.includes(LIMIT_MESSAGE));
}

/** Like Metal's: not the text but the pipeline of a kernel is refused for it, so not where text is only checked. */
function threadgroupCheck(checkOnly: boolean): string {
  const check = checkOnly ? '' : `static_assert((bytes) <= MSL_MAX_THREADGROUP_BYTES, "${LIMIT_MESSAGE}")`;
  return `#define msl_check_threadgroup_bytes(bytes) ${check}\n`;
}
