import { family } from '../family.ts';
import { convolutionBuffers } from './buffers.ts';
import { DIRECT } from './direct/contender.ts';
import { CONVOLUTION_CONVENTION, estimateConvolution } from './estimate.ts';
import { IM2COL } from './im2col/contender.ts';
import { IMPLICIT, TENSOR } from './implicit/contender.ts';
import { POINTWISE } from './pointwise.ts';
import {
  CONVOLUTION_FIELDS,
  type CompleteConvolution,
  type ConvolutionProblem,
  checkConvolution,
  completeConvolution,
} from './problem.ts';
import { convolutionReference } from './reference/reference.ts';
import { parseBenchdnn } from './sizes/benchdnn.ts';
import { CONVOLUTION_PRESETS } from './sizes/presets.ts';
import { CONVOLUTION_STARTER } from './starter.ts';
import { convolutionTolerance, summedTerms } from './tolerance.ts';
import { WINOGRAD } from './winograd/contender.ts';

/** "Convolution f32, 3×3": the dimensions that the image has. */
function titleOf({
  dtype,
  window,
  windowHeight,
  windowDepth,
  depth,
  height,
  direction,
}: CompleteConvolution): string {
  const windows = [
    ...(depth > 1 ? [windowDepth] : []),
    ...(height > 1 || depth > 1 ? [windowHeight] : []),
    window,
  ];
  const of = { forward: '', data: ', data gradient', weights: ', weight gradient' }[direction];
  return `Convolution ${dtype}, ${windows.join('×')}${of}`;
}

/** Convolution in one to three dimensions. */
export const CONVOLUTION = family<ConvolutionProblem>({
  op: 'convolution',
  label: 'Convolution',
  fields: CONVOLUTION_FIELDS,
  complete: completeConvolution,
  check: checkConvolution,
  square: (size) => ({ batch: 1, height: size, width: size, channels: 64, filters: 64, window: 3 }),
  parseSize: parseBenchdnn,
  presets: CONVOLUTION_PRESETS,
  size: ({ height, width }) => (height === width ? height : Math.sqrt(height * width)),
  title: titleOf,
  buffers: convolutionBuffers,
  reference: convolutionReference,
  tolerance: convolutionTolerance,
  terms: summedTerms,
  convention: CONVOLUTION_CONVENTION,
  estimate: estimateConvolution,
  contenders: [IMPLICIT, WINOGRAD, POINTWISE, DIRECT, IM2COL, TENSOR],
  starter: CONVOLUTION_STARTER,
});
