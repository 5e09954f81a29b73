import { HEADERS, headersUnder, readAsOnMac } from './apple-target.ts';
import { type Declaration, methodText, plainType } from './declaration.ts';
import { parseSyntaxTree, type SyntaxNode } from './syntax-tree.ts';

/** All declarations in the headers under `folder`: classes, protocols, methods, enumerations, C. */
export async function readDeclarations(folder = HEADERS): Promise<Declaration[]> {
  const imports = headersUnder(folder).flatMap((header) => ['-include', header]);
  const [tree, macros] = await Promise.all([
    readAsOnMac([...imports, '-Xclang', '-ast-dump'], '/dev/null', folder),
    readAsOnMac([...imports, '-E', '-dD'], '/dev/null', folder),
  ]);
  if (!tree.ok) throw new Error(`The headers do not compile for macOS:\n${tree.stderr}`);
  return [...new Reader(folder).read(parseSyntaxTree(tree.stdout)), ...readMacros(macros.stdout, folder)];
}

class Reader {
  private readonly declared = new Map<string, Declaration & { macos: string }>();
  private anonymous: SyntaxNode | undefined;
  private newestTypedef = { name: '', type: '' };
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(nodes: readonly SyntaxNode[]) {
    for (const node of nodes) {
      if (node.kind === 'LinkageSpecDecl') this.read(node.children);
      else if (node.file.startsWith(this.folder)) this.readers[node.kind]?.(node);
    }
    return [...this.declared.values()];
  }

  private readonly readers: Record<string, (node: SyntaxNode) => void> = {
    ObjCInterfaceDecl: (node) => this.readType(node, 'class'),
    ObjCProtocolDecl: (node) => this.readType(node, 'protocol'),
    ObjCCategoryDecl: (node) => this.readCategory(node),
    EnumDecl: (node) => this.readEnum(node),
    CXXRecordDecl: (node) => this.readStruct(node),
    TypedefDecl: (node) => this.readTypedef(node),
    FunctionDecl: (node) => {
      const { name, type } = nameAndType(node.text);
      this.add(`function ${name}`, `function ${name} = ${plainType(type)}`, node);
    },
    VarDecl: (node) => {
      const { name, type } = nameAndType(node.text);
      this.add(
        `variable ${name}`,
        `variable ${name} = ${plainType(type).replace(/^const | ?const$/g, '')}`,
        node,
      );
    },
  };

  // Repeated declarations (`@class` before its `@interface`) have the latest version that any of them gives.
  private add(key: string, text: string, node: SyntaxNode, owner?: Declaration) {
    const known = this.declared.get(key);
    if (known && known.text !== text) throw new Error(`declared twice: \`${known.text}\` and \`${text}\``);
    const declaration = known ?? { key, text, macos: '', ...(owner && { owner }) };
    declaration.macos ||= availability(node);
    this.declared.set(key, declaration);
    return declaration;
  }

  private readType(node: SyntaxNode, kind: 'class' | 'protocol') {
    if (node.children.length === 0) return; // @class and @protocol without a body
    const name = node.text.split(' ').at(-1) ?? '';
    const parents = node.children.filter(({ kind }) => kind === 'super' || kind === 'ObjCProtocol');
    const names = parents.map(({ text }) => /'(\w+)'/.exec(text)?.[1]);
    const text = names.length > 0 ? `${kind} ${name} : ${names.join(', ')}` : `${kind} ${name}`;
    this.readMethods(node, this.add(`${kind} ${name}`, text, node));
  }

  // The table has one list of methods per class, whichever category declares them.
  private readCategory(node: SyntaxNode) {
    const extended = node.children.find(({ kind }) => kind === 'ObjCInterface')?.text;
    const name = /'(\w+)'/.exec(extended ?? '')?.[1];
    const owner = this.declared.get(`class ${name}`);
    if (!owner) throw new Error(`a category of ${name}, which has no interface`);
    this.readMethods(node, owner);
  }

  private readMethods(node: SyntaxNode, owner: Declaration) {
    for (const method of node.children.filter(({ kind }) => kind === 'ObjCMethodDecl')) {
      // NS_UNAVAILABLE removes an inherited method.
      if (method.children.some(({ kind }) => kind === 'UnavailableAttr')) continue;
      const [, sign = '', selector = '', result = ''] = /([-+]) (\S+) '([^']*)'/.exec(method.text) ?? [];
      const parameters = method.children
        .filter(({ kind }) => kind === 'ParmVarDecl')
        .map(({ text }) => plainType(nameAndType(text).type));
      if (method.text.endsWith(' variadic')) parameters.push(`${parameters.pop()}, ...`);
      const text = methodText(sign, selector, plainType(result), parameters);
      this.add(`${owner.key.split(' ')[1]} ${sign}${selector}`, text, method, owner);
    }
  }

  private readEnum(node: SyntaxNode) {
    if (node.children.length === 0) return; // a forward declaration
    const { name: written, type } = nameAndType(node.text);
    // NS_OPTIONS is `typedef NSUInteger Name; enum : NSUInteger {…}`, which is one declaration here.
    const isOptions = written === '' && this.newestTypedef.type === type;
    const name = isOptions ? this.newestTypedef.name : written || type;
    if (isOptions) this.declared.delete(`typedef ${name}`);
    const owner = this.add(`enum ${name}`, type ? `enum ${name} : ${type}` : `enum ${name}`, node);
    let value = -1n;
    for (const constant of node.children.filter(({ kind }) => kind === 'EnumConstantDecl')) {
      value = writtenValue(constant) ?? value + 1n;
      const { name: constantName } = nameAndType(constant.text);
      this.add(`enum ${name} ${constantName}`, `${constantName} = ${value}`, constant, owner);
    }
  }

  private readStruct(node: SyntaxNode) {
    const name = /\b(?:struct|union) (\w+) definition/.exec(node.text)?.[1];
    if (name) this.addStruct(name, node);
    else if (node.text.includes('definition')) this.anonymous = node; // named by the typedef that follows
  }

  private addStruct(name: string, node: SyntaxNode) {
    const owner = this.add(`struct ${name}`, `struct ${name}`, node);
    for (const field of node.children.filter(({ kind }) => kind === 'FieldDecl')) {
      const { name: fieldName, type } = nameAndType(field.text);
      this.add(`struct ${name} ${fieldName}`, `${fieldName} : ${plainType(type)}`, field, owner);
    }
  }

  private readTypedef(node: SyntaxNode) {
    const { name, type } = nameAndType(node.text);
    this.newestTypedef = { name, type };
    const plain = plainType(type);
    if (plain !== name) this.add(`typedef ${name}`, `typedef ${name} = ${plain}`, node);
    else if (this.anonymous && !this.declared.has(`struct ${name}`) && type.startsWith('struct'))
      this.addStruct(name, this.anonymous);
  }
}

/** Parses `referenced name 'type':'type without typedefs' extern`. */
function nameAndType(text: string) {
  const [before = '', type = ''] = text.split("'");
  const words = before.trim().split(' ');
  const name = words
    .filter((word) => !['referenced', 'used', 'implicit', 'invalid', 'class'].includes(word))
    .at(-1);
  return { name: name ?? '', type };
}

function availability({ children }: SyntaxNode) {
  const attribute = children.find(
    ({ kind, text }) => kind === 'AvailabilityAttr' && text.startsWith('macos '),
  );
  return attribute?.text.split(' ')[1] ?? '';
}

function writtenValue(node: SyntaxNode): bigint | undefined {
  if (node.kind === 'value:') return BigInt(node.text.split(' ')[1] ?? '');
  return node.children.map(writtenValue).find((value) => value !== undefined);
}

/**
 * Macros: with their values if they have one, otherwise (attributes, `NS_ENUM`) by name. TILESCOPE_… macros are internal
 * to the double's headers.
 */
function readMacros(preprocessed: string, folder: string): Declaration[] {
  const declared: Declaration[] = [];
  let file = '';
  for (const line of preprocessed.split('\n')) {
    file = /^# \d+ "((?:[^"\\]|\\.)*)"/.exec(line)?.[1]?.replace(/\\(.)/g, '$1') ?? file;
    const [, name = '', parameters = '', value = ''] = /^#define (\w+)(\([^)]*\))? ?(.*)$/.exec(line) ?? [];
    if (!file.startsWith(folder) || name === '' || name.startsWith('TILESCOPE_')) continue;
    const isValue =
      parameters === '' && /^[("\w~]/.test(value) && !/^(__attribute__|_Pragma|extern)\b/.test(value);
    const text = isValue ? `macro ${name} = ${value.trim()}` : `macro ${name}`;
    declared.push({ key: `macro ${name}`, text, macos: '' });
  }
  return declared;
}
