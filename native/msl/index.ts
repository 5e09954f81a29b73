export { cacheFolder } from './clang/cache-folder.ts';
export { cacheUse, clearCache } from './clang/cache-upkeep.ts';
export { formatDiagnostics } from './clang/diagnostics.ts';
export { findToolchain } from './clang/toolchain.ts';
export { compileMsl } from './compile.ts';
export { type DeclaredMemory, declaredMemory } from './declared-memory.ts';
export { unavailableError } from './translate.ts';
export * from './types.ts';
