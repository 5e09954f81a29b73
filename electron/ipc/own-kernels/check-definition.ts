import type { z } from 'zod';
import { definitionIn, MAX_DEFINITION_CHARACTERS } from '../../../kernels/index.ts';
import { validate } from '../validate.ts';
import { customDefinitionSchema } from './definition-schema.ts';

const PREFIX = 'custom:';
const EXPECTED = `a definition in JSON after "${PREFIX}", at most ${MAX_DEFINITION_CHARACTERS} characters`;

/**
 * What is wrong with the shape of the definition that a custom operation from outside has; null for nothing, and for any
 * other operation. Each place is named with what is there and what was expected: kernels/ relies on the shape.
 */
export function definitionFault(op: string): string | null {
  if (!op.startsWith(PREFIX)) return null;
  const definition = definitionIn(op);
  if (definition === null) return `expected ${EXPECTED}`;
  const checked = validate(customDefinitionSchema, definition, 'BAD_INPUT', 'definition', 'definition');
  return checked.ok ? null : checked.error.message.slice('definition: '.length);
}

/** The same as an issue of a schema's text. */
export function expectDefinition(op: string, context: z.RefinementCtx): void {
  const message = definitionFault(op);
  if (message !== null) context.addIssue({ code: 'custom', message, continue: false });
}
