import { expect, it } from 'vitest';
import type { GpuDescription } from '../../native/types.ts';
import { sampleEnvironment } from './fixture/sample-run.ts';
import { gpuFacts } from './gpu-facts.ts';

it('says which units run tensor operations, or what they need', () => {
  const fact = (change: Partial<GpuDescription>) => {
    const gpu = { ...sampleEnvironment.device.gpu, ...change } as GpuDescription;
    return gpuFacts(gpu).find(([name]) => name === 'tensor operations')?.[1];
  };
  expect(fact({ family: 'Apple9', tensorsNeed: null })).toBe('on the vector units (ALU)');
  expect(fact({ family: 'Apple10', tensorsNeed: null })).toBe('on the matrix units');
  expect(fact({ family: 'Apple10', tensorsNeed: null, bfloatTensorsNeed: 'macOS 26.1 or later' })).toBe(
    'on the matrix units; for bf16 they need macOS 26.1 or later',
  );
  expect(fact({ family: null, tensorsNeed: null })).toBe('yes');
  expect(fact({ tensorsNeed: 'macOS 26 or later' })).toBe('not available here: they need macOS 26 or later');
  expect(fact({ tensorsNeed: undefined })).toBe('unknown');
});
