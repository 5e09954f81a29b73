import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findViolations, PACKAGES, ROOMS } from './rooms.mjs';

const CONTRIBUTING = readFileSync(resolve(import.meta.dirname, '../../.github/CONTRIBUTING.md'), 'utf8');

// Planted texts have § for their quotes, so that the lint does not find them here.
const quoted = (text) => text.replaceAll('§', "'");

describe('imports outside the tables', () => {
  it.each([
    [
      'renderer/a.ts',
      'import { devices } from §../native/index.ts§;',
      'renderer may import electron/ipc, kernels',
    ],
    [
      'kernels/a.ts',
      'import {\n  b,\n  c,\n} from §../electron/ipc/b.ts§;',
      'kernels may import no other room',
    ],
    ['kernels/a.ts', 'import type { B } from §../renderer/b.ts§;', 'kernels may import no other room'],
    ['native/a.ts', 'export * from §../kernels/index.ts§;', 'native may import no other room'],
    ['native/a.ts', 'export { b } from §../kernels/index.ts§;', 'native may import no other room'],
    ['electron/main/a.ts', 'const b = await import(§../compute/b.ts§);', 'imports electron/compute/b.ts'],
    ['electron/main/a.ts', 'type B = import(§../compute/b.ts§).B;', 'imports electron/compute/b.ts'],
    ['electron/main/a.test.ts', 'vi.mock(§../cli/b.ts§, () => ({}));', 'imports electron/cli/b.ts'],
    ['electron/cli/a.ts', 'import §../main/b.ts§;', 'imports electron/main/b.ts'],
    [
      'electron/cli/a.ts',
      'new Worker(new URL(§../main/b.ts§, import.meta.url));',
      'imports electron/main/b.ts',
    ],
    ['electron/ipc/a.ts', 'import { native } from §../../native/index.ts§;', 'electron/ipc may import'],
    ['e2e/a.ts', 'import { schema } from §../electron/ipc/b.ts§;', 'electron/ipc (types)'],
    ['electron/new/a.ts', 'import §./../ipc/b.ts§;', 'the room electron/new is not in the tables'],
    ['electron/compute/a.ts', 'import type { B } from §../../kernels/gemm/b.ts§;', 'internal to kernels'],
    ['electron/compute/a.ts', 'import { b } from §../../native/device/b.ts§;', 'internal to native'],
    ['renderer/a.ts', 'import { join } from §node:path§;', 'imports node:path'],
    ['renderer/a.ts', 'import { Page } from §playwright-core§;', 'imports playwright-core'],
    ['renderer/a.ts', 'import { b } from §reactive§;', 'imports reactive'],
    ['kernels/a.ts', 'import { z } from §zod§;', 'kernels may import no package'],
    ['electron/main/a.ts', 'import { run } from §../ipc/fixture/b.ts§;', 'for tests only'],
    ['electron/compute/a.ts', 'import { b } from §./fake-native.ts§;', 'for tests only'],
    ['electron/compute/a.ts', 'import { b } from §./sweep-trial.ts§;', 'for tests only'],
    ['native/a.ts', 'import { b } from §./test/harness.ts§;', 'for tests only'],
    ['renderer/a.tsx', 'import { b } from §./b.test.tsx§;', 'for tests only'],
  ])('%s: %s', (file, text, message) => {
    const found = findViolations(file, `// A comment.\n\n${quoted(text)}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${file}:3: `);
    expect(found[0]).toContain(message);
  });

  it.each([
    [
      'renderer/a.tsx',
      'import { createRoot } from §react-dom/client§;\nimport { b } from §../electron/ipc/b.ts§;',
    ],
    ['renderer/a.test.ts', 'import { join } from §node:path§;\nimport { it } from §vitest§;'],
    ['electron/ipc/a.ts', 'import type { Pass } from §../../native/types.ts§;'],
    ['e2e/a.spec.ts', 'import type { Run } from §../electron/ipc/types.ts§;'],
    ['electron/compute/a.test.ts', 'import { b } from §../../native/test/b.ts§;'],
    ['electron/compute/fixture/a.ts', 'import { b } from §./b.ts§;'],
    ['electron/compute/bench/a.ts', 'import { b } from §../fixture/b.ts§;'],
    ['renderer/gallery/a.ts', 'import { run } from §../../electron/ipc/fixture/b.ts§;'],
    ['kernels/a.ts', '// Never import from §../native/index.ts§.\nexport const from = §../renderer/b.ts§;'],
  ])('are not found in %s: %s', (file, text) => {
    expect(findViolations(file, quoted(text))).toEqual([]);
  });
});

it('CONTRIBUTING.md shows the tables', () => {
  const code = (list) => list.map((entry) => `\`${entry}\``).join(', ') || 'nothing';
  for (const [room, rooms] of Object.entries(ROOMS)) {
    expect(CONTRIBUTING).toContain(`| \`${room}\` | ${code(rooms)} | ${code(PACKAGES[room])} |`);
  }
  const rows = CONTRIBUTING.match(/^\| `[^|]+` \| [^|]+ \| [^|]+ \|$/gm)?.filter((row) =>
    /^\| `(electron\/)?[a-z0-9-]+` /.test(row),
  );
  expect(rows).toHaveLength(Object.keys(ROOMS).length);
});
