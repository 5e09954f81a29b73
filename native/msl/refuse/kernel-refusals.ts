import { callsIn } from '../read/calls.ts';
import type { KernelDeclaration, Parameter } from '../read/declarations.ts';
import { libraryFunctions } from '../read/library-functions.ts';
import type { Statement } from '../read/statements.ts';
import type { TokenList } from '../read/tokens.ts';
import { userError } from '../user-error.ts';

const LAST_INDEX = 30;
const MAX_THREADS = 1024;

/** The types a position can have. Other names may be aliases, so only known types are refused. */
const POSITION_TYPE = /^u(short|int|long)[23]?$/;
const ARITHMETIC_TYPE = /^(bool|u?char|u?short|u?int|u?long|half|float|bfloat)[234]?$/;

/** Refuses kernels that Metal's compiler rejects. Throws MslError. */
export function refuseKernels(
  list: TokenList,
  statements: readonly Statement[],
  kernels: readonly KernelDeclaration[],
): void {
  const names = new Set<string>();
  for (const { name, qualifiedName, nameAt, parameters, ...rest } of kernels) {
    const { maxThreadsPerThreadgroup, templateParameters } = rest;
    if (names.has(qualifiedName) && templateParameters === null)
      throw userError(list, nameAt, `there are two kernels named '${name}'`);
    names.add(qualifiedName);
    if (maxThreadsPerThreadgroup !== null && !(maxThreadsPerThreadgroup <= MAX_THREADS))
      throw userError(list, nameAt, `kernel '${name}': a threadgroup has at most ${MAX_THREADS} threads`);
    for (const kind of ['buffer', 'threadgroup'] as const) {
      refuseIndices(
        list,
        parameters.filter((parameter) => parameter.kind === kind),
      );
    }
    for (const parameter of parameters) refuseParameter(list, parameter);
  }
  refuseCalls(list, statements, kernels);
}

/** A call with another number of arguments, or of a name that functions have too, means another function. */
function refuseCalls(
  list: TokenList,
  statements: readonly Statement[],
  kernels: readonly KernelDeclaration[],
): void {
  const defined = new Set(kernels.map(({ statement }) => statement));
  const functions = new Set(
    statements.flatMap((statement) =>
      statement.body && statement.parameters && !defined.has(statement)
        ? [list.text(list.previous(statement.parameters.open))]
        : [],
    ),
  );
  const counts = new Map(kernels.map(({ name, parameters }) => [name, parameters.length]));
  for (const { body } of statements) {
    const call =
      body &&
      callsIn(list, body).find(
        ({ name, count }) =>
          !functions.has(name) && !libraryFunctions().has(name) && counts.get(name) === count,
      );
    if (call)
      throw userError(list, call.position, `kernel '${call.name}' cannot be called from another function`);
  }
}

function refuseIndices(list: TokenList, parameters: readonly Parameter[]): void {
  for (const [i, { name, kind, index, nameAt }] of parameters.entries()) {
    if (index < 0 || index > LAST_INDEX)
      throw userError(
        list,
        nameAt,
        `the ${kind} index of '${name}' must be from 0 to ${LAST_INDEX}, not ${index}`,
      );
    const other = parameters.slice(0, i).find((earlier) => earlier.index === index);
    if (other) throw userError(list, nameAt, `'${name}' and '${other.name}' are both ${kind}(${index})`);
  }
}

function refuseParameter(list: TokenList, { name, type, kind, nameAt }: Parameter): void {
  const words = type.split(' ');
  if (kind === 'position') {
    const known = words.find((word) => ARITHMETIC_TYPE.test(word));
    if (known && !POSITION_TYPE.test(known))
      throw userError(
        list,
        nameAt,
        `'${name}' must be ushort or uint, or a vector of two or three of either`,
      );
  } else if (words.includes('thread'))
    throw userError(list, nameAt, `argument '${name}' must be in device, constant or threadgroup memory`);
}
