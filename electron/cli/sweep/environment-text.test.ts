import { expect, it } from 'vitest';
import { sampleEnvironment } from '../../ipc/fixture/sample-run.ts';
import { plain } from '../terminal/paint.ts';
import { environmentText } from './run-text.ts';

it('names the roofs of vector units and of matrix units', () => {
  const test = { busyShare: 0, isProportional: true, range: [780, 800] as [number, number] };
  const matrixUnits = { f16: { gflops: 800, source: 'products', test } };
  const roof = { gflops: 200, halfGflops: null, source: 'measured', matrixUnits };
  const rows = environmentText({ ...sampleEnvironment, roof }, plain).split('\n');
  const first = rows.findIndex((row) => row.startsWith('roof'));
  expect(rows.slice(first, first + 2)).toEqual([
    'roof      vector units 200\u00a0GFLOPS, measured',
    '          matrix units f16 800\u00a0GFLOPS, products, 780 to 800 in this run',
  ]);
});
