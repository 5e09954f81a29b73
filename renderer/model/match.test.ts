import { expect, test } from 'vitest';
import { matchCommands } from './match.ts';

const COMMANDS = [
  { label: 'Cancel the running sweep', group: 'Sweep' },
  { label: 'Run the quick sweep', group: 'Sweep' },
  { label: 'Copy the MSL', group: 'MSL' },
];

test('every word has to be there, and a label that starts with the query comes first', () => {
  expect(matchCommands(COMMANDS, 'run').map(({ label }) => label[0])).toEqual(['R', 'C']);
  expect(matchCommands(COMMANDS, 'sweep quick')).toHaveLength(1);
  expect(matchCommands(COMMANDS, 'nothing')).toEqual([]);
  expect(matchCommands(COMMANDS, '')).toEqual(COMMANDS);
});
