import { type AttributeMap, attributesIn } from '../read/attributes.ts';
import type { Statement } from '../read/statements.ts';
import { absentTypeIn } from '../read/textures.ts';
import type { TokenList } from '../read/tokens.ts';
import type { UnavailableKernel } from '../types.ts';
import { userError } from '../user-error.ts';

/** What declares a function of a render pipeline, as a word or as an attribute. */
const STAGES = new Set(['vertex', 'fragment', 'mesh', 'object', 'intersection']);

/** Attributes of arguments that only render pipelines pass. */
const STAGE_ARGUMENTS = new Set(['stage_in', 'payload', 'imageblock_data', 'patch_id']);

const CLASS_WORDS = new Set(['struct', 'class', 'union']);

/** What is known of a text. */
interface TextContext {
  readonly attributes: AttributeMap;
  /** Whether it includes the headers of tensors. */
  readonly usesTensors: boolean;
}

/** Why a declaration is unavailable: its own position, and what it needs. */
interface Reason {
  readonly at: number;
  readonly needs: string;
}

/**
 * Takes out of a text what needs textures, samplers or a render pipeline: functions of render pipelines, whatever uses
 * those types, and what uses that in turn. Returns the statements that stay and the kernels that do not.
 */
export function takeUnavailable(
  list: TokenList,
  context: TextContext,
  statements: readonly Statement[],
): { available: Statement[]; unavailable: UnavailableKernel[] } {
  const { attributes } = context;
  const reasons = reasonsOf(list, context, statements);
  const unavailable: UnavailableKernel[] = [];
  for (const [statement, { at, needs }] of reasons) {
    const { start, parameters } = statement;
    if (parameters && isStage(list, attributes, statement, new Set(['kernel']))) {
      const name = list.text(list.previous(parameters.open));
      const message = `kernel '${name}' uses '${needs}'; the CPU device supports buffers, not textures, samplers or render pipelines`;
      unavailable.push({
        name: `${statement.scope}${name}`,
        diagnostics: userError(list, at, message).diagnostics,
      });
    }
    list.erase(start, statement.end);
  }
  return { available: statements.filter((statement) => !reasons.has(statement)), unavailable };
}

function reasonsOf(
  list: TokenList,
  context: TextContext,
  statements: readonly Statement[],
): Map<Statement, Reason> {
  const reasons = new Map<Statement, Reason>();
  for (const statement of statements) {
    const reason = ownReason(list, context, statement);
    if (reason) reasons.set(statement, reason);
  }
  if (reasons.size === 0) return reasons;
  for (let before = -1; before !== reasons.size; ) {
    before = reasons.size;
    const names = namesOf(list, statements, reasons);
    for (const statement of statements) {
      const used = reasons.has(statement) ? null : firstUse(list, statement, names);
      if (used) reasons.set(statement, used);
    }
  }
  return reasons;
}

function ownReason(
  list: TokenList,
  { attributes, usesTensors }: TextContext,
  statement: Statement,
): Reason | null {
  const { start, parameters } = statement;
  if (parameters && isStage(list, attributes, statement, STAGES))
    return { at: start, needs: 'a render pipeline' };
  const type = absentTypeIn(list, statement, usesTensors);
  if (type) return { at: type.at, needs: type.type };
  if (!parameters) return null;
  const argument = attributesIn(list, attributes, parameters.open, parameters.close).find(({ name }) =>
    STAGE_ARGUMENTS.has(name),
  );
  return argument ? { at: argument.position, needs: argument.name } : null;
}

/** Whether a function is declared with one of some words or attributes. */
function isStage(
  list: TokenList,
  attributes: AttributeMap,
  { start, parameters }: Statement,
  stages: ReadonlySet<string>,
): boolean {
  const end = parameters ? list.previous(parameters.open) : start;
  return (
    list.texts(start, end).some((text) => stages.has(text)) ||
    attributesIn(list, attributes, start, end).some(({ name }) => stages.has(name))
  );
}

/** The names that unavailable statements declare and no available one does, with what they need. */
function namesOf(
  list: TokenList,
  statements: readonly Statement[],
  reasons: ReadonlyMap<Statement, Reason>,
): Map<string, { needs: string; isFunction: boolean }> {
  const names = new Map<string, { needs: string; isFunction: boolean }>();
  for (const [statement, { needs }] of reasons)
    names.set(nameOf(list, statement), { needs, isFunction: statement.parameters !== null });
  for (const statement of statements) if (!reasons.has(statement)) names.delete(nameOf(list, statement));
  names.delete('');
  return names;
}

function nameOf(list: TokenList, { start, end, parameters }: Statement): string {
  if (parameters) return list.text(list.previous(parameters.open));
  const texts = list.texts(start, end);
  const classAt = texts.findIndex((text) => CLASS_WORDS.has(text));
  if (classAt >= 0) return texts[classAt + 1] ?? '';
  if (texts[0] === 'using') return texts[1] ?? '';
  const nameEnd = texts.findIndex((text, i) => i > 0 && ['=', '(', '{', '[', ';'].includes(text));
  return texts[nameEnd - 1] ?? '';
}

/** Where a statement uses one of some names: types anywhere, functions where they are called. */
function firstUse(
  list: TokenList,
  { start, end, parameters }: Statement,
  names: ReadonlyMap<string, { needs: string; isFunction: boolean }>,
): Reason | null {
  for (let i = start; i < end; i = list.next(i)) {
    const name = list.isWord(i) ? names.get(list.text(i)) : undefined;
    if (!name || ['.', '->'].includes(list.text(list.previous(i)))) continue;
    if (name.isFunction && !['(', '<'].includes(list.text(list.next(i)))) continue;
    return { at: parameters ? list.previous(parameters.open) : i, needs: name.needs };
  }
  return null;
}
