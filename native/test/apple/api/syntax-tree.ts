/** A node of the tree printed by `clang -Xclang -ast-dump`. */
export interface SyntaxNode {
  readonly kind: string;
  /** What follows the address and the positions: name, types, attributes. */
  readonly text: string;
  /** The file of the name, or of the macro it comes from. */
  readonly file: string;
  readonly children: SyntaxNode[];
}

const PLACE = /(<scratch space>|<built-in>|<invalid sloc>|<command line>|\/[^:<>,]+?|\bline|\bcol)(?::\d+)+/g;
// Types are quoted and contain no positions.
const LINE = /^([\s|`-]*)(\w+:?)(?: 0x[0-9a-f]+)?(?: (?:prev|parent) 0x[0-9a-f]+)*(.*)$/;

/**
 * Parses the printed tree into its top-level nodes. Not from `-ast-dump=json`, because clang 19 omits availability
 * versions there.
 */
export function parseSyntaxTree(dump: string): SyntaxNode[] {
  const root: SyntaxNode = { kind: 'root', text: '', file: '', children: [] };
  const open: SyntaxNode[] = [root];
  let file = '';
  for (const line of dump.split('\n')) {
    const [, indent = '', kind = '', rest = ''] = LINE.exec(line) ?? [];
    if (kind === '') continue;
    const places = [...rest.matchAll(PLACE)];
    // A file is printed only if it differs from the previous position's.
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
