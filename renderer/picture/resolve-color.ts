/** The text of a token: "light-dark(#b86e00, #f5a524)" of "--series-1". Undefined if there is none of that name. */
export type Tokens = (name: string) => string | undefined;

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * A colour of the light theme as any program reads it, "#b86e00": of a token, a mix of two or a colour itself. What is
 * none of these stays as it is.
 */
export function resolveColor(color: string, tokens: Tokens): string {
  const text = color.trim();
  const [, name] = /^var\((--[\w-]+)\)$/.exec(text) ?? [];
  if (name !== undefined) return resolveColor(tokens(name) ?? 'none', tokens);
  const [, light] = /^light-dark\(([^,]+),/.exec(text) ?? [];
  if (light !== undefined) return resolveColor(light, tokens);
  const [, first = '', percent, second = ''] = /^color-mix\(in oklab, (.+) (\d+)%, (.+)\)$/.exec(text) ?? [];
  if (percent === undefined) return text;
  return mixed(resolveColor(first, tokens), resolveColor(second, tokens), Number(percent) / 100);
}

/** So much of the first colour with the second, as CSS mixes them in Oklab. */
function mixed(first: string, second: string, share: number): string {
  const [a, b] = [toOklab(first), toOklab(second)];
  const mix = (axis: 0 | 1 | 2) => share * a[axis] + (1 - share) * b[axis];
  return fromOklab([mix(0), mix(1), mix(2)]);
}

// Björn Ottosson, "A perceptual color space for image processing": linear sRGB to the roots of cone responses, to Oklab.
const TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const CONES_TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const LAB_TO_CONES: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_CONES: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

function toOklab(color: string): Triple {
  const byte = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  const linear = each([byte(1), byte(3), byte(5)], (value) => {
    const encoded = value / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  return times(CONES_TO_LAB, each(times(TO_CONES, linear), Math.cbrt));
}

function fromOklab(lab: Triple): string {
  const linear = times(
    FROM_CONES,
    each(times(LAB_TO_CONES, lab), (root) => root ** 3),
  );
  const bytes = each(linear, (value) => {
    const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, encoded)) * 255);
  });
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function each([x, y, z]: Triple, change: (value: number) => number): Triple {
  return [change(x), change(y), change(z)];
}

function times([first, second, third]: Matrix, vector: Triple): Triple {
  const dot = ([a, b, c]: Triple) => a * vector[0] + b * vector[1] + c * vector[2];
  return [dot(first), dot(second), dot(third)];
}
