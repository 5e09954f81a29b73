export type Extent3 = readonly [x: number, y: number, z: number];
export interface FunctionConstant { readonly type: 'bool' | 'int' | 'uint' | 'float'; readonly value: number | boolean }
