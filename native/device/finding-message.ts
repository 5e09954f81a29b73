import type { Extent3, Finding, FindingSide } from '../types.ts';

const ACTIONS: Readonly<Record<FindingSide['action'], string>> = {
  read: 'reads',
  write: 'writes',
  atomic: 'operates atomically on',
  wait: 'waits',
  end: 'has finished',
  stop: 'stops',
};

type Found = Omit<Finding, 'message'>;

/** A finding in words; `bytes` is the size of the access, `reason` says why a kernel was stopped. */
export function messageOf(found: Found, bytes: number, reason: string): string {
  const { kind, access, other, kernel } = found;
  const place = placeOf(found, bytes);
  switch (kind) {
    case 'out-of-bounds':
      return `${does(access)} ${place}`;
    case 'race':
      return `${does(access)} ${place}, and ${does(other)} it, with no barrier or atomic between them`;
    case 'uninitialised':
      return `${does(access)} ${place}, which no thread of the threadgroup has written`;
    case 'misaligned':
      return `${does(access)} ${place}; the type requires ${bytes}-byte alignment`;
    case 'inactive-lane':
      return `${who(access)} reads a value from an inactive lane: ${does(other)}`;
    case 'divergent-simdgroup':
      return `${who(access)} is at an operation that its whole SIMD-group must reach, but ${does(other)}`;
    case 'lane-order':
      return `the result of ${kernel} depends on the order of lanes, SIMD-groups and threadgroups: in the opposite order, ${bytes} bytes differ, the first at ${place}`;
    case 'stopped':
      return `${at(access)}${kernel} was stopped: ${reason}`;
  }
}

function placeOf({ kind, memory, offsetBytes }: Found, bytes: number): string {
  if (!memory) return 'memory the kernel was not given';
  const { kind: space, name, index, sizeBytes } = memory;
  const isElement = kind !== 'lane-order' && kind !== 'misaligned' && offsetBytes % bytes === 0;
  const where = isElement ? `element ${offsetBytes / bytes} (of ${bytes} bytes)` : `byte ${offsetBytes}`;
  const place = index === null ? '' : ` [[${space}(${index})]]`;
  return `${where} of ${space === 'buffer' ? 'buffer' : 'threadgroup memory'} '${name}'${place} (${sizeBytes} bytes)`;
}

function does(side: FindingSide | null): string {
  return side ? `${who(side)} ${ACTIONS[side.action]}` : 'a thread accesses';
}

function who(side: FindingSide | null): string {
  if (!side) return 'a thread';
  const { thread, simdgroup, threadgroup } = side;
  return `${at(side)}thread ${tuple(thread)} in SIMD-group ${simdgroup} of threadgroup ${tuple(threadgroup)}`;
}

function at(side: FindingSide | null): string {
  if (!side?.line) return '';
  return `${side.file ? `${side.file} ` : ''}line ${side.line}: `;
}

function tuple(position: Extent3): string {
  return `(${position.join(', ')})`;
}
