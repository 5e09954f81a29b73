import { plainText } from './clang/plain-text.ts';
import { takeAttributes } from './read/attributes.ts';
import { integerConstants } from './read/constant-expression.ts';
import { kernelAt } from './read/declarations.ts';
import { statementsOf } from './read/statements.ts';
import { takeTensors } from './read/tensors.ts';
import { threadgroupDeclarations } from './read/threadgroup-declarations.ts';
import { threadgroupBytes } from './read/threadgroup-memory.ts';
import { TokenList, tokenize } from './read/tokens.ts';
import { typeAliases } from './read/type-aliases.ts';
import { type CompiledKernel, MslError, type MslOptions } from './types.ts';
import { placeOf } from './user-error.ts';

/** How much threadgroup memory a kernel declares. */
export type DeclaredMemory = Pick<CompiledKernel, 'name' | 'place' | 'threadgroupBytes'>;

/**
 * The threadgroup memory that the kernels of a text declare, without a compiler. Empty where that needs a preprocessor,
 * and for what Metal refuses.
 */
export function declaredMemory(
  source: string,
  { defines }: Pick<MslOptions, 'defines'> = {},
): DeclaredMemory[] {
  const text = plainText(source, { defines });
  if (text === null) return [];
  try {
    const list = new TokenList(tokenize(text));
    const usesTensors = takeTensors(list);
    const attributes = takeAttributes(list);
    const statements = statementsOf(list);
    const constants = integerConstants(list, statements);
    const aliases = typeAliases(list, statements);
    return statements
      .map((statement) => kernelAt(list, { attributes, constants, usesTensors }, statement))
      .filter((kernel) => kernel !== null)
      .map((kernel) => {
        const declarations = threadgroupDeclarations(list, kernel.body);
        return {
          name: kernel.hostName,
          place: placeOf(list, kernel.nameAt),
          threadgroupBytes: threadgroupBytes(list, kernel, declarations, { constants, aliases }),
        };
      });
  } catch (error) {
    if (error instanceof MslError) return []; // its compiler says what is wrong
    throw error;
  }
}
