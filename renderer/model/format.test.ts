import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatError,
  formatFigure,
  formatFlops,
  formatPercent,
  formatRatio,
  formatRemaining,
} from './format.ts';

/** Figures and units are joined by a no-break space; the tests spell it as a plain one. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('format', () => {
  test.each([
    [0, '0'],
    [0.012345, '0.0123'],
    [1, '1.00'],
    [9.996, '10.0'],
    [99.96, '100'],
    [412.34, '412'],
    [1234.5, '1,235'],
    [Number.NaN, '–'],
  ])('a figure of %d is %s', (value, expected) => expect(formatFigure(value)).toBe(expected));

  test.each([
    [812, '812 ns'],
    [999.6, '1.00 µs'],
    [65_234, '65.2 µs'],
    [1_234_567, '1.23 ms'],
    [2_100_000_000, '2.10 s'],
  ])('%d ns is %s', (ns, expected) => expect(plain(formatDuration(ns))).toBe(expected));

  test.each([
    [512, '512 B'],
    [1024, '1.00 KiB'],
    [3 * 1024 * 1024, '3.00 MiB'],
  ])('%d bytes is %s', (bytes, expected) => expect(plain(formatBytes(bytes))).toBe(expected));

  test.each([
    [400, 'under 1 s'],
    [12_300, '12 s'],
    [125_000, '2 min 05 s'],
  ])('%d ms left is %s', (ms, expected) => expect(plain(formatRemaining(ms))).toBe(expected));

  test('the rest', () => {
    expect(plain(formatFlops(268_435_456))).toBe('268 MFLOP');
    expect(plain(formatCount(139_460_608))).toBe('139 M');
    expect(formatCount(12)).toBe('12');
    expect(formatPercent(0.4567)).toBe('45.7%');
    expect(formatRatio(0.429)).toBe('0.43×');
    expect(formatRatio(12.34)).toBe('12.3×');
    expect(formatError(3.14e-7)).toBe('3.1×10⁻⁷');
    expect(formatError(0)).toBe('0');
    expect(formatError(Number.MAX_VALUE)).toBe('not finite');
  });
});
