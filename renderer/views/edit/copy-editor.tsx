import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, type EditorState, type Text } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Note } from '../../model/copy.ts';
import { CODE, cspNonce } from '../msl/code-viewer.tsx';
import { showDifference } from '../msl/show-difference.ts';

interface CopyEditorProps {
  /** Names the text for screen readers. */
  label: string;
  text: string;
  original: string;
  /** Shows what was removed and added, line by line. */
  showsDifference: boolean;
  notes: readonly Note[];
  onChange(text: string): void;
  /** Escape leaves the text, in which Tab indents. */
  onLeave(): void;
}

/** Its key times the copy. */
const KEYS = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

/** An editor of MSL, with messages at their lines. Another text needs another editor: give it a key. */
export function CopyEditor(props: CopyEditorProps) {
  const { text, original, showsDifference, notes, label } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const difference = useRef(new Compartment());
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!parent.current) return;
    const leave = () => {
      latest.current.onLeave();
      return true;
    };
    const created = new EditorView({
      doc: latest.current.text,
      parent: parent.current,
      extensions: [
        EditorView.cspNonce.of(cspNonce()),
        ...CODE,
        history(),
        indentUnit.of('    '),
        lintGutter(),
        difference.current.of([]),
        keymap.of([{ key: 'Escape', run: leave }, ...KEYS, ...historyKeymap, ...lintKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) latest.current.onChange(state.doc.toString());
        }),
      ],
    });
    view.current = created;
    created.focus();
    return () => created.destroy();
  }, [label]);
  useEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === text) return;
    // A change from elsewhere, such as "revert", which can be undone too.
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    if (view.current) showDifference(view.current, difference.current, showsDifference ? original : null);
  }, [showsDifference, original]);
  useEffect(() => {
    const current = view.current;
    if (current) current.dispatch(setDiagnostics(current.state, diagnosticsOf(notes, current.state)));
  }, [notes]);
  return <div className="code-viewer copy-editor" ref={parent} data-testid="copy-editor" />;
}

function diagnosticsOf(notes: readonly Note[], { doc }: EditorState): Diagnostic[] {
  return notes.map(({ severity, message, source, ...place }) => {
    return { ...rangeOf(place, doc), severity, message, source, markClass: `note-${source}` };
  });
}

/** From a place to the end of the word there, or a whole line. */
function rangeOf({ line, column }: Pick<Note, 'line' | 'column'>, doc: Text) {
  const { from, to, text } = doc.line(Math.min(line, doc.lines));
  const start = column > 0 ? Math.min(column - 1, text.length) : text.search(/\S|$/);
  if (column === 0) return { from: from + start, to };
  const word = /^\w+|^./.exec(text.slice(start))?.[0] ?? '';
  return { from: from + start, to: from + start + word.length };
}
