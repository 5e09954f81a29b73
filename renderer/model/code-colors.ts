import { tags } from '@lezer/highlight';

/** The colours of MSL, as tokens of the theme, by what a piece of it is. */
export const CODE_COLORS = [
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.typeName, tags.standard(tags.typeName), tags.namespace], color: 'var(--code-type)' },
  {
    tag: [tags.function(tags.variableName), tags.definition(tags.function(tags.variableName))],
    color: 'var(--code-function)',
  },
  { tag: [tags.number, tags.bool, tags.literal], color: 'var(--code-number)' },
  { tag: [tags.string, tags.character], color: 'var(--code-string)' },
  { tag: [tags.comment], color: 'var(--code-comment)', fontStyle: 'italic' },
  {
    tag: [tags.processingInstruction, tags.meta, tags.attributeName, tags.macroName],
    color: 'var(--code-meta)',
  },
];
