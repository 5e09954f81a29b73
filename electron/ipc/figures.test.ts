import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatElapsed,
  formatError,
  formatFigure,
  formatFlops,
  formatGflops,
  formatItems,
  formatMoment,
  formatPercent,
  formatRatio,
} from './figures.ts';

/** Figures and units are joined by a no-break space, written here as an ordinary one. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  test.each([
    [0, '0'],
    [0.00123, '0.00123'],
    [0.012345, '0.0123'],
    [1, '1.00'],
    [9.996, '10.0'],
    [99.96, '100'],
    [412.34, '412'],
    [1234.5, '1,235'],
    [1340, '1,340'],
    [Number.NaN, '–'],
  ])('%d is written %s', (value, expected) => expect(formatFigure(value)).toBe(expected));

  test.each([
    [812, '812 ns'],
    [999.6, '1.00 µs'],
    [65_234, '65.2 µs'],
    [1_234_567, '1.23 ms'],
    [2_100_000_000, '2.10 s'],
  ])('%d ns is written %s', (ns, expected) => expect(plain(formatDuration(ns))).toBe(expected));

  test.each([
    [512, '512 B'],
    [1024, '1 KiB'],
    [1500, '1.46 KiB'],
    [3 * 1024 * 1024, '3 MiB'],
  ])('%d bytes is written %s', (bytes, expected) => expect(plain(formatBytes(bytes))).toBe(expected));

  test.each([
    [400, 'under 1 s'],
    [12_300, '12 s'],
    [125_000, '2 min 05 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h 00 min'],
    [7_199_000, '2 h 00 min'],
    [93_870_000, '26 h 05 min'],
  ])('%d ms elapsed is written %s', (ms, expected) => expect(plain(formatElapsed(ms))).toBe(expected));

  test.each([
    [0, '0'],
    [3.14e-7, '3.1×10⁻⁷'],
    [Number.MAX_VALUE, 'not finite'],
  ])('an error of %d is written %s', (error, expected) => expect(formatError(error)).toBe(expected));

  test('shares and ratios', () => {
    expect(formatPercent(0.432)).toBe('43.2%');
    expect(formatPercent(0.4567, 0)).toBe('46%');
    expect(formatPercent(Number.NaN)).toBe('–');
    expect(formatRatio(0.429)).toBe('0.43×');
    expect(formatRatio(12.34)).toBe('12.3×');
  });

  test('rates, work and counts', () => {
    expect(plain(formatGflops(1340))).toBe('1,340 GFLOPS');
    expect(plain(formatFlops(268_435_456))).toBe('268 MFLOP');
    expect(plain(formatCount(139_460_608))).toBe('139 M');
    expect(formatCount(12)).toBe('12');
    expect(formatItems(1, 'kernel')).toBe('1 kernel');
    expect(formatItems(12_345, 'access', 'accesses')).toBe('12,345 accesses');
  });

  test('moments', () => {
    expect(formatMoment('2026-01-02T03:04:05.678Z')).toMatch(/^\d{1,2} Jan, \d\d:\d\d$/);
    expect(formatMoment('never')).toBe('–');
  });
});
