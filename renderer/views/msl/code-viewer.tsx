import { cpp } from '@codemirror/lang-cpp';
import { bracketMatching, codeFolding, foldGutter, foldKeymap } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeTheme } from './code-theme.ts';

/** The nonce that allows CodeMirror's style sheet under the page's content security policy. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** How MSL looks and is searched, read or edited. */
export const CODE = [
  lineNumbers(),
  codeFolding(),
  foldGutter({ openText: '⌄', closedText: '›' }),
  drawSelection(),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  keymap.of([...searchKeymap, ...foldKeymap]),
  cpp(),
  codeTheme,
  EditorState.tabSize.of(4),
];

const READ_ONLY = [
  ...CODE,
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({
    'aria-label': 'Metal Shading Language source, read-only',
    tabindex: '0',
  }),
];

/** Lines that are the same in both texts are folded, but for some around each change. */
const COLLAPSED = { margin: 3, minSize: 6 };

interface CodeViewerProps {
  source: string;
  /** What it is compared with, line by line; null to show it alone. */
  original?: string | null;
}

/** A read-only view of MSL source: highlighted, foldable and searchable. */
export function CodeViewer({ source, original = null }: CodeViewerProps) {
  const difference = useRef(new Compartment());
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(() => {
    if (!parent.current) return;
    const created = new EditorView({
      parent: parent.current,
      extensions: [EditorView.cspNonce.of(cspNonce()), difference.current.of([]), ...READ_ONLY],
    });
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === source) return;
    current.dispatch({
      changes: { from: 0, to: current.state.doc.length, insert: source },
      selection: { anchor: 0 },
    });
    // Not scrollIntoView, which would also scroll the page of a report to the code.
    current.scrollDOM.scrollTop = 0;
  }, [source]);
  useEffect(() => {
    const extension =
      original === null
        ? []
        : unifiedMergeView({ original, mergeControls: false, collapseUnchanged: COLLAPSED });
    view.current?.dispatch({ effects: difference.current.reconfigure(extension) });
  }, [original]);
  return <div className="code-viewer" ref={parent} data-testid="msl-code" />;
}
