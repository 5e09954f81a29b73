import type { Amount } from '../descriptor.ts';
import type { Situation } from '../launch.ts';
import { isCondition, type Reader } from '../reader.ts';
import { MLX_DTYPE_OF, MLX_DTYPES, type MlxDtype } from './mlx-call.ts';
import type { TemplateArgument } from './mlx-text.ts';

/** `x.dtype` */
const DTYPE_OF = /^(\w+)\.dtype$/;

/** Reads a template's argument at a path: a data type, that of a buffer, a number or a condition. */
export function readTemplate(
  path: string,
  name: string,
  value: Amount | boolean,
  reader: Reader,
): (situation: Situation) => TemplateArgument {
  if (typeof value === 'string' && Object.hasOwn(MLX_DTYPES, value)) {
    const type = MLX_DTYPES[value as MlxDtype];
    return () => ({ kind: 'typename', name, value: type });
  }
  const [, buffer] = DTYPE_OF.exec(String(value)) ?? [];
  if (buffer !== undefined) {
    return ({ buffers, scope }) => {
      const found = buffers.find((one) => one.name === buffer);
      if (!found) {
        const expected = buffers.map((one) => `${one.name}.dtype`).join(', ');
        scope.issues.push({ parameter: path, value, expected });
      }
      return { kind: 'typename', name, value: MLX_DTYPES[MLX_DTYPE_OF[found?.dtype ?? 'f32']] };
    };
  }
  if (isCondition(value)) {
    const read = reader.amount(path, value, 'condition');
    return ({ scope }) => ({ kind: 'bool', name, value: String(scope.number(read) !== 0) });
  }
  const read = reader.amount(path, value);
  return ({ scope }) => ({ kind: 'int', name, value: String(scope.whole(read, -(2 ** 31), 2 ** 31 - 1)) });
}
