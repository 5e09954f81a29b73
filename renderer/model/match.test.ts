import { expect, test } from 'vitest';
import { matchCommands } from './match.ts';

const COMMANDS = [
  { label: 'Cancel the running sweep', group: 'Sweep' },
  { label: 'Run the quick sweep', group: 'Sweep' },
  { label: 'Copy the MSL', group: 'MSL' },
];

test('every word must match, and labels that start with the query come first', () => {
  expect(matchCommands(COMMANDS, 'run').map(({ label }) => label[0])).toEqual(['R', 'C']);
  expect(matchCommands(COMMANDS, 'sweep quick')).toHaveLength(1);
  expect(matchCommands(COMMANDS, 'nothing')).toEqual([]);
  expect(matchCommands(COMMANDS, '')).toEqual(COMMANDS);
});
