export { cacheFolder } from './cache.ts';
export { compileMsl } from './compile.ts';
export { formatDiagnostics } from './diagnostics.ts';
export { findToolchain } from './toolchain.ts';
export * from './types.ts';
