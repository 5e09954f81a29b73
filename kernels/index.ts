// The only public surface of kernels/. Pure: no Node, no DOM.

export * from './contender.ts';
export * from './device.ts';
export * from './msl/dtype.ts';
export * from './problem.ts';
export * from './program.ts';
export * from './sweep.ts';
