import { expect, it } from 'vitest';
import { sampleEnvironment } from './fixture/sample-run.ts';
import { DEFAULT_METHOD, methodIssues } from './method.ts';
import type { DeviceInfo, Method } from './types.ts';

const INDIRECT: Method = { ...DEFAULT_METHOD, storage: 'private', encoding: 'indirect' };

function gpu(indirectEncoding: boolean): DeviceInfo {
  const { device } = sampleEnvironment;
  return { ...device, id: 'metal', kind: 'gpu', gpu: device.gpu && { ...device.gpu, indirectEncoding } };
}

it('is refused what a device does not support, with the reason', () => {
  expect(methodIssues(INDIRECT, gpu(true))).toEqual([]);
  expect(methodIssues(DEFAULT_METHOD, gpu(false))).toEqual([]);
  expect(methodIssues(INDIRECT, gpu(false))).toEqual([
    {
      parameter: 'encoding',
      value: 'indirect',
      expected: 'direct on metal, whose GPU does not execute indirect command buffers',
    },
  ]);
  const ofCpu = methodIssues(INDIRECT, { ...sampleEnvironment.device, gpu: null });
  expect(ofCpu.map(({ expected }) => expected)).toEqual([
    'shared on cpu, which is not a GPU',
    'direct on cpu, which is not a GPU',
  ]);
});
