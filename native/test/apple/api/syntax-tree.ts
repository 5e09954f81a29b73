/** A node of the tree that `clang -Xclang -ast-dump` prints. */
export interface SyntaxNode {
  readonly kind: string;
  /** What follows the address and places: name, types, attributes. */
  readonly text: string;
  /** Of the name, or where the macro that it comes from is written. */
  readonly file: string;
  readonly children: SyntaxNode[];
}

const PLACE =
  /(<scratch space>|<built-in>|<invalid sloc>|<command line>|\/[^\s:<>,]+|\bline|\bcol)(?::\d+)+/g;
// Types stand in quotes, and have no places in them.
const LINE = /^([\s|`-]*)(\w+:?)(?: 0x[0-9a-f]+)?(?: (?:prev|parent) 0x[0-9a-f]+)*(.*)$/;

/**
 * Reads the printed tree into the nodes at its top. Why not `-ast-dump=json`: clang 19 leaves the versions of
 * availability out of it.
 */
export function parseSyntaxTree(dump: string): SyntaxNode[] {
  const root: SyntaxNode = { kind: 'root', text: '', file: '', children: [] };
  const open: SyntaxNode[] = [root];
  let file = '';
  for (const line of dump.split('\n')) {
    const [, indent = '', kind = '', rest = ''] = LINE.exec(line) ?? [];
    if (kind === '') continue;
    const places = [...rest.matchAll(PLACE)];
    // A file is printed only where it is not that of the place before.
    for (const [, where = ''] of places) if (where !== 'line' && where !== 'col') file = where;
    const node = { kind, text: withoutPlaces(rest), file, children: [] };
    const depth = indent.length / 2 + 1;
    open.length = depth;
    open[depth - 1]?.children.push(node);
    open[depth] = node;
  }
  return root.children.flatMap(({ children }) => children);
}

function withoutPlaces(rest: string) {
  return rest
    .replace(/<<invalid sloc>>/g, '')
    .replace(PLACE, '')
    .replace(/^\s*<\s*,?\s*>/, '')
    .replace(/<invalid sloc>/g, '')
    .trim();
}
