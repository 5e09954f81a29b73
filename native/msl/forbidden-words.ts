import type { TokenList } from './tokens.ts';
import { userError } from './user-error.ts';

/** Words of C++ that Metal does without (Metal Shading Language Specification, 1.4.1), and what to say of each. */
const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ['double', 'Metal has no double: float is the widest'],
  ['goto', 'Metal has no goto'],
  ['new', 'Metal has no new: memory comes from buffers'],
  ['delete', 'Metal has no delete: memory comes from buffers'],
  ['try', 'Metal has no exceptions'],
  ['catch', 'Metal has no exceptions'],
  ['throw', 'Metal has no exceptions'],
  ['virtual', 'Metal has no virtual functions'],
  ['dynamic_cast', 'Metal has no dynamic_cast'],
  ['typeid', 'Metal has no typeid'],
  ['thread_local', 'Metal has no thread_local'],
  ['register', 'Metal has no register variables'],
  ['asm', 'Metal has no inline assembly here'],
  ['__asm', 'Metal has no inline assembly here'],
  ['__asm__', 'Metal has no inline assembly here'],
]);

/** Templates of textures and their kin, which this device has none of. */
const GRAPHICS =
  /^(texture(1d|2d|3d|cube)(_ms)?(_array)?|texture_buffer|depth(2d|cube)(_ms)?(_array)?|imageblock|acceleration_structure|intersector|visible_function_table|command_buffer)$/;

/** Throws MslError for the first word that Metal, or this device, does not have. */
export function refuseWords(list: TokenList): void {
  for (let i = list.at(0); i < list.length; i = list.next(i)) {
    if (!list.isWord(i)) continue;
    const text = list.text(i);
    const before = list.text(list.previous(i));
    if (['.', '->', '#'].includes(before)) continue; // a member may be called anything
    const forbidden = FORBIDDEN.get(text);
    const isDeleted = text === 'delete' && before === '=';
    if (forbidden !== undefined && !isDeleted) throw userError(list, i, forbidden);
    if (GRAPHICS.test(text) && list.text(list.next(i)) === '<') {
      throw userError(
        list,
        i,
        `'${text}' needs a graphics device; the CPU device runs compute kernels without textures`,
      );
    }
  }
}
