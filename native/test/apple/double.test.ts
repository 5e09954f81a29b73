import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../device/root.ts';
import { extent } from '../extent.ts';

// The double of Apple's classes, by tests in Objective-C++ (tests/*.mm); those that end the process have one of their own.
const runs = process.platform === 'linux';
const addon = join(packageRoot(), 'native/build/metal-double/double-tests.node');
const rounds = extent('rounds of the double that must leave no object behind', 500, 10_000);
const folder = mkdtempSync(join(tmpdir(), 'tilescope-double-'));
afterAll(() => rmSync(folder, { recursive: true }));

if (runs)
  execFileSync('make', ['-s', `-j${availableParallelism()}`, '-C', import.meta.dirname, 'check'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
const names: string[] = runs ? JSON.parse(node('JSON.stringify(addon.names())').stdout) : [];

function node(expression: string) {
  const { TILESCOPE_DOUBLE_FAULT: _fault, TILESCOPE_DOUBLE_GPU: _gpu, ...env } = process.env;
  const program = `const addon = require(${JSON.stringify(addon)}); console.log(${expression})`;
  return spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: { ...env, TEST_FOLDER: folder, TEST_ROUNDS: String(rounds) },
  });
}

/** What Metal's validation ends the process for, and what it says. */
const ENDS: Record<string, RegExp> = {
  AbortsOnABufferThatWasReleased: /a resource was released before the command buffer/,
  AbortsOnADispatchWithoutPipeline: /no compute pipeline state is set/,
  AbortsOnAMissingBinding: /missing buffer binding at index 0 for v/,
  AbortsOnASecondCommit: /the command buffer is already committed/,
  AbortsOnAnEncoderThatHasNotEnded: /an encoder of the command buffer has not ended/,
  AbortsOnAnUncaughtException: /uncaught exception 'NSGenericException', reason: 'nobody listens'/,
  AbortsOnAnUnknownMessage: /'NSInvalidArgumentException', reason: '-\[Animal count]: unrecognized selector/,
  AbortsOnTooManyBytes: /length 4097 must be 1 to 4096/,
  AbortsOnTooManyThreads: /1025 threads per threadgroup; the limit of the pipeline is 1024/,
  ExitsOnAnUnknownFault: /= earthquake: expected one of these.*compile-error.*thermal-serious/s,
  ExitsOnAnUnknownGpu: /= banshee: expected one of these.*paravirtual/s,
};

/** The tests that pass one after another in one process; a test that does not is run again alone. */
const together = names.filter((name) => !(name in ENDS));
const passed = runs ? passing(together) : new Set<string>();

function passing(tests: readonly string[]): ReadonlySet<string> {
  const { stdout, stderr } = node(`${JSON.stringify(tests)}.map((name) => (addon.run(name), name)).join()`);
  return new Set(stderr === '' ? stdout.trim().split(',') : []);
}

describe.runIf(runs)('the double of Apple’s classes', () => {
  test('all that should end the process is tested', () => {
    expect(names.filter((name) => /^(Aborts|Exits)/.test(name))).toEqual(Object.keys(ENDS));
  });

  test.each(together)('%s', (name) => {
    if (passed.has(name)) return;
    const { status, stderr } = node(`addon.run('${name}')`);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test.each(Object.entries(ENDS))('%s', (name, words) => {
    const { status, stderr } = node(`addon.run('${name}')`);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(words);
  });
});
