import { basename } from 'node:path';
import type { RunStore } from '../store/run-store.ts';

const KEY = 'recent-files';
const MOST = 10;

/** Runs' files that were opened, the last one first, for the menu. */
export function recentFiles(store: RunStore): string[] {
  const remembered = store.remembered(KEY);
  return Array.isArray(remembered) ? remembered.filter((path) => typeof path === 'string') : [];
}

export function rememberFile(store: RunStore, path: string): void {
  const others = recentFiles(store).filter((known) => known !== path);
  store.remember(KEY, [path, ...others].slice(0, MOST));
}

export function forgetFiles(store: RunStore): void {
  store.remember(KEY, []);
}

/** The names that a menu shows; with the folder where two files have one name. */
export function recentLabels(paths: readonly string[]): string[] {
  const names = paths.map((path) => basename(path));
  return paths.map((path, index) => {
    const name = names[index] as string;
    return names.filter((other) => other === name).length > 1 ? path : name;
  });
}
