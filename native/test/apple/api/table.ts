import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Declaration } from './declaration.ts';

export const TABLE = path.join(import.meta.dirname, 'table');

/** A declaration in the table. */
export interface Row extends Declaration {
  readonly owner?: Row;
  /** Names in sources.json; members share their owner's. */
  readonly sources: readonly string[];
  /** `metal-device.api:12` */
  readonly place: string;
}

/** Every row of the `*.api` files. Throws for a malformed line (see README.md). */
export function readTable(folder = TABLE): Row[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.api'));
  return files.flatMap((file) => parseTable(readFileSync(path.join(folder, file), 'utf8'), file));
}

const LINE = /^( {2})?(\S+(?: \S+)*)(?: {2}@(\d+(?:\.\d+)+))?(?: {2}\[([\w -]+)\])?$/;

/** Parses one file of the table. */
export function parseTable(text: string, file: string): Row[] {
  let owner: Row | undefined;
  return text.split('\n').flatMap((line, i) => {
    if (line === '' || line.startsWith('#')) return [];
    const place = `${file}:${i + 1}`;
    const [, indent, text, macos = '', sources] = LINE.exec(line) ?? [];
    if (!text || (indent ? !owner || sources : !sources)) throw new Error(`${place}: not a row: ${line}`);
    if (!indent) {
      owner = { key: ownerKey(text), text, macos, sources: sources?.split(' ') ?? [], place };
      return [owner];
    }
    if (!owner) return [];
    return [{ key: memberKey(owner, text), text, macos, owner, sources: owner.sources, place }];
  });
}

// `class MTLCompileOptions : NSObject, NSCopying` and `function CFRetain = …`.
function ownerKey(text: string) {
  return text.split(' ').slice(0, 2).join(' ');
}

function memberKey(owner: Row, text: string) {
  const [kind, name] = owner.key.split(' ');
  if (kind === 'class' || kind === 'protocol') return `${name} ${selector(text)}`;
  return `${owner.key} ${text.split(' ')[0]}`;
}

/** `-supportsFamily:` for `- (BOOL)supportsFamily:(MTLGPUFamily)`: everything outside parentheses. */
function selector(method: string) {
  let depth = 0;
  let outside = '';
  for (const character of method) {
    if (character === '(') depth++;
    if (depth === 0 && character !== ' ') outside += character;
    if (character === ')') depth--;
  }
  return outside;
}
