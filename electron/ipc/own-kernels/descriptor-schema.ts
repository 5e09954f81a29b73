import * as z from 'zod';
import { FAMILIES, type KernelDescriptor } from '../../../kernels/index.ts';
import { objectOf } from '../object-schema.ts';
import { customDefinitionSchema, definitionName } from './definition-schema.ts';
import { launchShape } from './launch-schema.ts';

const { $schema, name, description, ...launch } = launchShape;

/** A descriptor by its shape; ownKernel() checks its expressions and names. */
export const kernelDescriptorSchema: z.ZodType<KernelDescriptor> = objectOf({
  $schema,
  name,
  description,
  op: z
    .enum(FAMILIES.map(({ op }) => op) as [string, ...string[]])
    .optional()
    .meta({ description: 'The operation that it solves; or "problem"' }),
  problem: z.union([definitionName, customDefinitionSchema]).optional().meta({
    description: 'A problem that no operation has, or the file beside the descriptor that describes it',
  }),
  ...launch,
}).superRefine(({ op, problem, supports }, context) => {
  if ((op === undefined) === (problem === undefined))
    context.addIssue({ code: 'custom', path: ['op'], message: 'either "op", an operation, or "problem"' });
  if (op !== undefined && supports === undefined)
    context.addIssue({
      code: 'custom',
      path: ['supports'],
      message: 'an object: the supported values of fields',
    });
});
