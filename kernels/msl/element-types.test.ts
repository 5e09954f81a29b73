import { describe, expect, it } from 'vitest';
import { elementType } from './element-types.ts';

describe('elementType', () => {
  it.each([
    ['float', 1, 4, 4],
    ['half3', 3, 8, 8],
    ['packed_float3', 3, 12, 4],
    ['uint2', 2, 8, 8],
    ['ulong4', 4, 32, 32],
    ['packed_half4', 4, 8, 2],
  ])('lays out %s as Metal does', (name, lanes, sizeBytes, alignment) => {
    expect(elementType(name)).toMatchObject({ name, lanes, sizeBytes, alignment });
  });

  it.each([
    ['uint32_t', 'uint'],
    ['int8_t', 'char'],
    ['size_t', 'ulong'],
    ['atomic_uint', 'uint'],
    ['atomic < int >', 'int'],
  ])('knows %s as %s', (alias, name) => {
    expect(elementType(alias)?.name).toBe(name);
  });

  it.each(['float5', 'packed_float', 'Sizes', 'T', '', 'constructor', 'float4x4'])(
    'does not know "%s"',
    (text) => {
      expect(elementType(text)).toBeNull();
    },
  );
});
