import type { Extent3, Finding, FindingMemory, FindingSide } from '../types.ts';
import { FAST_MATH } from './fast-math.ts';

const ACTIONS: Readonly<Record<FindingSide['action'], string>> = {
  read: 'reads',
  write: 'writes',
  atomic: 'operates atomically on',
  compute: 'computes',
  wait: 'waits',
  end: 'has finished',
  absent: 'does not exist',
  stop: 'stops',
};

type Found = Omit<Finding, 'message'>;

/**
 * A finding in words; `bytes` is the size of the access, `reason` says why a kernel was stopped, what arithmetic it was,
 * what a tensor operation does, or that an array or a tensor in the memory is meant.
 */
export function messageOf(found: Found, bytes: number, reason: string): string {
  const { kind, access, other, kernel, memory, code } = found;
  const place = placeOf(found, bytes);
  switch (kind) {
    case 'out-of-bounds':
      if (reason === 'tensor') return `${does(access)} ${place}, outside of the extents of the tensor`;
      if (reason !== 'array') return `${does(access)} ${place}`;
      return `${does(access)} ${memory ? `${place}, outside of the array in it that is indexed` : 'outside of the array that is indexed'}`;
    case 'race':
      return `${does(access)} ${place}, and ${does(other)} it, ${separationOf(found)}`;
    case 'same-value':
      return `${does(access)} ${place}, and ${does(other)} the same value there, ${separationOf(found)}`;
    case 'uninitialised':
      return memory?.kind === 'thread'
        ? `${does(access)} ${place} before it is set`
        : `${does(access)} ${place}, which no thread of the threadgroup has written`;
    case 'misaligned':
      return `${does(access)} ${place}; the type requires ${bytes}-byte alignment`;
    case 'integer-overflow':
      return `${does(access)} ${reason}, which overflows a signed integer: the result is undefined`;
    case 'fast-math':
      return `${does(access)} ${reason}: ${FAST_MATH[code ?? ''] ?? 'fast math may be wrong here'}`;
    case 'inactive-lane':
      return other?.action === 'absent'
        ? `${who(access)} reads a value from lane ${other.lane} of its SIMD-group, which does not exist`
        : `${who(access)} reads a value from an inactive lane: ${does(other)}`;
    case 'divergent-simdgroup':
      return `${who(access)} is at an operation that its whole SIMD-group must reach, but ${does(other)}`;
    case 'tensor-operation':
      return `${who(access)} ${reason}`;
    case 'lane-order':
      return `the result of ${kernel} depends on the order of lanes, SIMD-groups and threadgroups: in the opposite order, ${bytes} bytes differ, the first at ${place}`;
    case 'stopped':
      return `${at(access)}${kernel} was stopped: ${reason}`;
  }
}

/** What is between the accesses of a race. */
function separationOf({ barrier, memory }: Found): string {
  if (!barrier) return 'with no barrier or atomic between them';
  const space = memory?.kind === 'threadgroup' ? 'threadgroup' : 'device';
  const call = `${barrier.function}(${barrier.flags}) at line ${barrier.line}`;
  if (barrier.flags.includes(`mem_${space}`))
    return `and the ${call} between them orders the threads of one SIMD-group only`;
  return `and the ${call} between them does not order ${space} memory, as mem_${space} would`;
}

function placeOf({ kind, memory, offsetBytes }: Found, bytes: number): string {
  if (!memory) return 'memory the kernel was not given';
  const { index, name, others, sizeBytes } = memory;
  const isElement = kind !== 'lane-order' && kind !== 'misaligned' && offsetBytes % bytes === 0;
  const where = isElement ? `element ${offsetBytes / bytes} (of ${bytes} bytes)` : `byte ${offsetBytes}`;
  const bound = [{ name, index }, ...others].map(
    (one) => `'${one.name}'${one.index === null ? '' : ` [[${memory.kind}(${one.index})]]`}`,
  );
  const facts = [`${sizeBytes} bytes`, ...declaredAt(memory)].join(', ');
  const isWhole = memory.kind === 'thread' && offsetBytes === 0 && bytes === sizeBytes;
  return `${isWhole ? '' : `${where} of `}${SPACES[memory.kind]} ${bound.join(' or ')} (${facts})`;
}

const SPACES: Readonly<Record<FindingMemory['kind'], string>> = {
  buffer: 'buffer',
  threadgroup: 'threadgroup memory',
  thread: 'variable',
  constant: 'constant',
};

function declaredAt({ line, file }: FindingMemory): string[] {
  return line === null ? [] : [`declared at ${file ? `${file} ` : ''}line ${line}`];
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
