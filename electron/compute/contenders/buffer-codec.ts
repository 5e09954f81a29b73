import type { DType } from '../../../kernels/index.ts';

/** Converts between numbers and their bytes in memory. */
interface BufferCodec {
  /** Rounds to nearest, ties to even; whole numbers wrap round. */
  encode(values: Float32Array): ArrayBufferView;
  decode(bytes: ArrayBuffer): Float32Array;
}

/** Every value of these types is also a float32, so decoding is exact; of 32-bit integers, those up to 2^24 are. */
export const BUFFER_CODECS: Readonly<Record<DType, BufferCodec>> = {
  f32: { encode: (values) => values, decode: (bytes) => new Float32Array(bytes) },
  f16: {
    encode: (values) => new Float16Array(values),
    decode: (bytes) => new Float32Array(new Float16Array(bytes)),
  },
  bf16: { encode: toBfloats, decode: fromBfloats },
  i8: {
    encode: (values) => new Int8Array(values),
    decode: (bytes) => new Float32Array(new Int8Array(bytes)),
  },
  u8: {
    encode: (values) => new Uint8Array(values),
    decode: (bytes) => new Float32Array(new Uint8Array(bytes)),
  },
  i32: {
    encode: (values) => new Int32Array(values),
    decode: (bytes) => new Float32Array(new Int32Array(bytes)),
  },
  u32: {
    encode: (values) => new Uint32Array(values),
    decode: (bytes) => new Float32Array(new Uint32Array(bytes)),
  },
};

/** A bfloat is the upper half of a float. */
function toBfloats(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < halves.length; index++) {
    const word = words[index] as number;
    // A NaN whose upper bits are zero would become an infinity, and rounding up one of all ones would overflow.
    const isNotANumber = (word & 0x7fff_ffff) > 0x7f80_0000;
    halves[index] = isNotANumber ? 0x7fc0 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return halves;
}

function fromBfloats(bytes: ArrayBuffer): Float32Array {
  const halves = new Uint16Array(bytes);
  const words = new Uint32Array(halves.length);
  for (let index = 0; index < halves.length; index++) words[index] = (halves[index] as number) << 16;
  return new Float32Array(words.buffer);
}
