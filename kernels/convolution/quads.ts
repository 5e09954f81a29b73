import { block, lines } from '../msl/text.ts';

/** `store_quad(...)`: the counterpart of load_quad(), which is one of gemm's. */
export function emitStoreQuad(type: string): string[] {
  const converted = (value: string, of: string) => (type === 'float' ? value : `${of}(${value})`);
  return [
    '// Writes four elements of a row, except for those beyond its end.',
    ...block(
      `inline void store_quad(device ${type} *row, uint column, uint columns, bool whole, float4 quad)`,
      lines(`
        if (whole || column + 4 <= columns) {
            *(device packed_${type}4 *)(row + column) = packed_${type}4(${converted('quad', `${type}4`)});
            return;
        }
        for (uint i = 0; i < 4; i++)
            if (column + i < columns)
                row[column + i] = ${converted('quad[i]', type)};
      `),
    ),
  ];
}

/** An expression of four elements as floats. */
export function asFloats(type: string, quad: string): string {
  return type === 'float' ? quad : `float4(${quad})`;
}
