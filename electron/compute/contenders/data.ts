import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Draw } from '../../../kernels/index.ts';
import { createRandom, type Random } from '../../ipc/random.ts';

/** Elements filled between two turns of the event loop: some tens of milliseconds. */
const CHUNK = 2 ** 20;

/**
 * `count` standard normal numbers, as float32. Never zeros or constants: hardware that saves switching power multiplies
 * zeros faster, and equal elements would hide a kernel that reads the wrong one.
 */
export async function normalData(count: number, seed: number, purpose: string): Promise<Float32Array> {
  const random = createRandom(seed, purpose);
  const values = new Float32Array(count);
  for (let first = 0; first < count; first += CHUNK) {
    fillNormal(values.subarray(first, first + CHUNK), random);
    await nextTurn();
  }
  return values;
}

/** The source of the numbers of an input that a family does not want normally distributed. */
export function createDraw(seed: number, purpose: string): Draw {
  const random = createRandom(seed, purpose);
  return {
    normal: (count) => {
      const values = new Float32Array(count);
      fillNormal(values, random);
      return values;
    },
    unit: random.unit,
    below: random.below,
  };
}

function fillNormal(values: Float32Array, random: Random): void {
  for (let index = 0; index < values.length; index += 2) {
    // Box–Muller; 1 − u keeps the logarithm's argument above zero.
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    const angle = 2 * Math.PI * random.unit();
    values[index] = radius * Math.cos(angle);
    if (index + 1 < values.length) values[index + 1] = radius * Math.sin(angle);
  }
}
