import { describe, expect, test } from 'vitest';
import { bitFieldsOf } from './bit-fields.ts';
import { instructionIn, typeAt } from './instructions.ts';
import { Layouts } from './layout.ts';
import { linesOf, Roots } from './roots.ts';

describe('layouts', () => {
  const layouts = new Layouts(
    [
      '%struct.Pair = type { float, i8, [3 x i8], i64 }',
      '%"struct.metal::vec.3" = type { %union.anon }',
      '%union.anon = type { <3 x float> }',
      '%struct.Packed = type <{ i8, float }>',
    ].join('\n'),
  );
  test.each([
    ['float', 4, 4, []],
    ['<3 x half>', 6, 8, [{ start: 6, end: 8 }]],
    ['[2 x <4 x i32>]', 32, 32, []],
    ['%"struct.metal::vec.3"', 12, 16, [{ start: 12, end: 16 }]],
    ['%struct.Pair', 16, 16, [{ start: 5, end: 8 }]],
    ['%struct.Packed', 5, 5, []],
    ['{ <2 x float>, <2 x float> }', 16, 16, []],
    ['%struct.Unknown', null, null, []],
  ])('%s', (type, stored, bytes, padding) => {
    expect([layouts.stored(type), layouts.bytes(type), layouts.padding(type)]).toEqual([
      stored,
      bytes,
      padding,
    ]);
  });
});

test('instructions are read with their operands', () => {
  expect(instructionIn('  store <2 x float> <float 1.0, float %x>, ptr %"a b", align 8, !dbg !7')).toEqual({
    kind: 'store',
    type: '<2 x float>',
    value: '<float 1.0, float %x>',
    address: '%"a b"',
    align: 8,
  });
  expect(instructionIn('  %3 = load atomic i32, ptr %p monotonic, align 4')).toBeNull();
  expect(
    instructionIn('  %p = getelementptr inbounds nuw [4 x float], ptr @t, i64 0, i64 %i, !dbg !7'),
  ).toEqual({
    kind: 'element',
    name: '%p',
    type: '[4 x float]',
    base: '@t',
    indices: ', i64 0, i64 %i',
  });
  expect(
    instructionIn(
      '  call void @llvm.memcpy.p0.p0.i64(ptr align 16 %a, ptr noundef align 4 %b, i64 16, i1 false)',
    ),
  ).toEqual({
    kind: 'copy',
    to: { address: '%a', align: 16 },
    from: { address: '%b', align: 4 },
    bytes: '16',
  });
  expect(instructionIn('  call void @llvm.lifetime.start.p0(i64 4, ptr %x) #5, !dbg !9')).toEqual({
    kind: 'begin',
    name: '%x',
  });
  expect(typeAt('{ [2 x ptr], %"a}b" } %x')).toBe('{ [2 x ptr], %"a}b" }');
});

test('addresses are followed through variables that hold them, and those that get away are known', () => {
  const roots = new Roots(
    linesOf(
      `
  %x = alloca float, align 4
  %y = alloca [4 x float], align 16
  %z = alloca float, align 4
  %w = alloca float, align 4
  %held = alloca ptr, align 8
  %either = alloca ptr, align 8
  store ptr %x, ptr %held, align 8
  %a = load ptr, ptr %held, align 8
  %b = getelementptr [4 x float], ptr %y, i64 0, i64 %i
  store ptr %z, ptr %either, align 8
  store ptr %x, ptr %either, align 8
  %c = load ptr, ptr %either, align 8
  %d = call ptr @f(ptr %w)
  %e = load ptr, ptr %p, align 8`.split('\n'),
    ),
  );
  expect(['%a', '%b', '%c', '%d', '%e'].map((name) => roots.of(name))).toEqual([
    '%x',
    '%y',
    null,
    null,
    null,
  ]);
  expect(['%x', '%y', '%z', '%w'].map((name) => roots.escapes(name))).toEqual([true, false, true, true]);
});

test('the bits of a bit-field are known where it is read and where it is set', () => {
  const fields = bitFieldsOf(
    linesOf(
      `
  %bf.load = load i16, ptr %b, align 4
  %bf.clear = and i16 %bf.load, -8
  %bf.set = or i16 %bf.clear, 1
  store i16 %bf.set, ptr %b, align 4
  %bf.load1 = load i16, ptr %b, align 4
  %bf.lshr = lshr i16 %bf.load1, 3
  %bf.clear2 = and i16 %bf.lshr, 31
  %bf.load3 = load i16, ptr %b, align 4
  %bf.shl = shl i16 %bf.load3, 3
  %bf.ashr = ashr i16 %bf.shl, 6
  %bf.load4 = load i16, ptr %b, align 4
  %bf.cast = zext i16 %bf.load4 to i32`.split('\n'),
    ),
  );
  const masks = ['%bf.load', '%bf.set', '%bf.load1', '%bf.load3', '%bf.load4'].map((name) =>
    fields.get(name),
  );
  expect(masks).toEqual([0n, 0x7n, 0xf8n, 0x1ff8n, 0xffffn]);
});
