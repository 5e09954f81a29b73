import { cpp } from '@codemirror/lang-cpp';
import { bracketMatching, codeFolding, foldGutter, foldKeymap } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { LineCost } from '../../model/line-cost/line-cost.ts';
import { textChange } from '../../model/text-change.ts';
import { codeTheme } from './code-theme.ts';
import { costGutter } from './cost-gutter.ts';
import { showDifference } from './show-difference.ts';

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

interface CodeViewerProps {
  source: string;
  /** What it is compared with, line by line; null to show it alone. */
  original?: string | null;
  /** What each line costs, by its number; null to show nothing of it. */
  costs?: ReadonlyMap<number, LineCost> | null;
}

/** A read-only view of MSL source: highlighted, foldable and searchable. */
export function CodeViewer({ source, original = null, costs = null }: CodeViewerProps) {
  const difference = useRef(new Compartment());
  const margin = useRef(new Compartment());
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(() => {
    if (!parent.current) return;
    const created = new EditorView({
      parent: parent.current,
      extensions: [
        EditorView.cspNonce.of(cspNonce()),
        margin.current.of([]),
        difference.current.of([]),
        ...READ_ONLY,
      ],
    });
    view.current = created;
    return () => created.destroy();
  }, []);
  useEffect(() => {
    const current = view.current;
    const before = current?.state.doc.toString();
    if (!current || before === undefined || before === source) return;
    current.dispatch({ changes: textChange(before, source), selection: { anchor: 0 } });
    // Not scrollIntoView, which would also scroll the page of a report to the code.
    current.scrollDOM.scrollTop = 0;
  }, [source]);
  useEffect(() => {
    if (view.current) showDifference(view.current, difference.current, original);
  }, [original]);
  useEffect(() => {
    view.current?.dispatch({ effects: margin.current.reconfigure(costs ? costGutter(costs) : []) });
  }, [costs]);
  return <div className="code-viewer" ref={parent} data-testid="msl-code" />;
}
