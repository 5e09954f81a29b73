import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { COMMANDS } from '../commands.ts';
import { COMMAND_NAMES, HELP } from '../help.ts';
import { SHELLS } from './shells.ts';
import { wordsOf } from './words.ts';

const COMMAND_WORDS = Object.entries(COMMANDS).map(([name, command]) => wordsOf(name, command));
const scriptFor = (shell: string) => SHELLS[shell]?.(COMMAND_WORDS) ?? '';

/** Whether a program is installed. */
function has(program: string): boolean {
  return execFileSync('sh', ['-c', `command -v ${program} || true`], { encoding: 'utf8' }) !== '';
}

it('every command is completed, and the help of each has every option that it reads', () => {
  expect([...Object.keys(COMMANDS), 'completion']).toEqual([...COMMAND_NAMES]);
  for (const { name, options } of COMMAND_WORDS) {
    const help = HELP[name as keyof typeof HELP];
    for (const option of options.slice(1)) expect(help, name).toContain(option);
  }
});

it.runIf(has('bash')).each([
  [['sw'], ['sweep']],
  [['sweep', '--st'], ['--storage']],
  [
    ['sweep', '--storage', ''],
    ['shared', 'private'],
  ],
  [['export', 'latest', 'x', '--format', 'nv'], ['nvbench']],
  [['check', '--op', 'q'], ['qgemm']],
  [['import', '/etc/pass'], ['/etc/passwd']],
  [['runs', ''], []],
])('bash completes %s', (words, expected) => {
  const line = ['tilescope', ...words];
  const script = `${scriptFor('bash')}
    COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _tilescope
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const told = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean);
  expect(told.filter((word) => !word.startsWith('/etc/passwd-'))).toEqual(expected);
});

it.each(['zsh', 'fish'])('%s is given every option with its values', (shell) => {
  const script = scriptFor(shell);
  for (const { options } of COMMAND_WORDS) {
    for (const option of options)
      expect(script).toContain(shell === 'fish' ? `-l ${option.slice(2)}` : option);
  }
  expect(script).toContain('shared private');
});

it.runIf(has('zsh'))('zsh accepts its script', () => execFileSync('zsh', ['-nc', scriptFor('zsh')]));
it.runIf(has('fish'))('fish accepts its script', () => execFileSync('fish', ['-nc', scriptFor('fish')]));
