import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { CODE_COLORS } from '../../model/code-colors.ts';

const highlight = HighlightStyle.define(CODE_COLORS);

const chrome = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--text)', fontSize: 'var(--text-sm)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '18px', fontVariantLigatures: 'none' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: '0', paddingLeft: '8px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '24px', padding: '0 4px 0 0' },
  '.cm-foldGutter .cm-gutterElement': { padding: '0 4px', width: '16px' },
  '.cm-costGutter': { minWidth: '52px' },
  '.cm-costGutter .cm-gutterElement': { padding: '0 4px', textAlign: 'right' },
  '.cm-costGutter .line-cost': {
    display: 'block',
    background:
      'linear-gradient(to left, color-mix(in srgb, var(--accent) 40%, transparent) var(--share), transparent 0)',
    color: 'var(--text-2)',
    fontVariantNumeric: 'tabular-nums',
  },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    color: 'var(--text-2)',
    padding: '0 6px',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-selectionMatch, .cm-searchMatch': {
    backgroundColor: 'var(--warn-soft)',
    outline: '1px solid var(--warn)',
  },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--selected)', outline: '1px solid var(--accent)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--selected)' },
  '.cm-panels': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    borderBottom: '1px solid var(--line)',
  },
  '.cm-panel.cm-search': { padding: '6px 8px', fontFamily: 'var(--font-sans)', fontSize: 'var(--text-sm)' },
  '.cm-panel.cm-search label': { fontSize: 'var(--text-xs)', color: 'var(--text-2)' },
  '.cm-textfield': {
    backgroundColor: 'var(--inset)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    height: '24px',
    fontSize: 'var(--text-sm)',
    color: 'var(--text)',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    height: '24px',
    fontSize: 'var(--text-xs)',
    color: 'var(--text)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    color: 'var(--text)',
    fontFamily: 'var(--font-sans)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn)' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': {
    backgroundColor: 'color-mix(in srgb, var(--good) 12%, transparent)',
  },
  '&.cm-merge-b .cm-changedText': { background: 'color-mix(in srgb, var(--good) 26%, transparent)' },
  // Colours of the syntax have too little contrast there.
  '.cm-deletedText, .cm-deletedText *, .cm-changedText, .cm-changedText *': { color: 'var(--text)' },
  '.cm-collapsedLines': { background: 'var(--raised)', color: 'var(--text-3)' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '""' },
  '.cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--bad) 12%, transparent)' },
  '.cm-deletedChunk .cm-deletedText': { background: 'color-mix(in srgb, var(--bad) 26%, transparent)' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text-2)', fontSize: '16px' },
});

/** Takes its colours from the tokens, so that it follows the theme of the window. */
export const codeTheme = [chrome, syntaxHighlighting(highlight)];
