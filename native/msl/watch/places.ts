/** Where an instruction comes from. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
}

/** The places that the debug information of a module (LLVM's text) gives to instructions. */
export class CodePlaces {
  readonly #nodes: ReadonlyMap<string, string>;
  readonly #files = new Map<string, string | null>();

  constructor(module: string) {
    const found = module.matchAll(
      /^(!\d+) = (?:distinct )?(!DI(?:Location|Lexical|Subprogram|File)\w*\(.*\))$/gm,
    );
    this.#nodes = new Map([...found].map(([, name = '', node = '']) => [name, node]));
  }

  /** The place of `!dbg !12`, in the innermost function; null if it is unknown. */
  of(name: string): CodePlace | null {
    const location = this.#nodes.get(name) ?? '';
    const line = Number(/\bline: (\d+)/.exec(location)?.[1] ?? 0);
    const file = this.#fileOf(/\bscope: (!\d+)/.exec(location)?.[1] ?? '');
    return file === null ? null : { file, line };
  }

  #fileOf(scope: string): string | null {
    const known = this.#files.get(scope);
    if (known !== undefined) return known;
    const node = this.#nodes.get(/\bfile: (!\d+)/.exec(this.#nodes.get(scope) ?? '')?.[1] ?? '') ?? '';
    const [, name] = /\bfilename: "([^"]*)"/.exec(node) ?? [];
    const [, folder] = /\bdirectory: "([^"]*)"/.exec(node) ?? [];
    // Clang leaves out the folder that it works in, which clang-flags.ts calls ".".
    const isWhole = name?.startsWith('/') || !folder || folder === '.';
    const file = isWhole ? (name ?? null) : `${folder}/${name}`;
    this.#files.set(scope, file);
    return file;
  }
}
