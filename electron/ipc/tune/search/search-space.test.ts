import { describe, expect, it } from 'vitest';
import {
  FAMILIES,
  LAUNCH_PARAMETERS,
  type Problem,
  parametersOf,
  parseVariant,
} from '../../../../kernels/index.ts';
import { createRandom } from '../../random.ts';
import { tunedParameters } from '../tuned-parameters.ts';
import { candidateOf, neighboursOf, randomVariant, withoutNeedless } from './search-space.ts';

const problem: Problem = { op: 'gemm', dtype: 'f32', m: 100, n: 100, k: 100 };
const ID = 'gemm-simdgroup';
const CONTENDERS = FAMILIES.flatMap(({ contenders }) => contenders.map(({ id }) => id));

function configurationOf(name: string) {
  const found = candidateOf(name, [problem], 'cpu');
  if ('issue' in found) throw new Error(found.issue.expected);
  return found.configuration;
}

describe('the search space', () => {
  it.each(CONTENDERS)('of %s is its table without the launch', (id) => {
    const names = Object.keys(tunedParameters(id));
    for (const launch of Object.keys(LAUNCH_PARAMETERS)) expect(names).not.toContain(launch);
    const random = createRandom(1, id);
    for (let count = 0; count < 50; count++) {
      const { overrides } = parseVariant(randomVariant(id, [id], random));
      for (const [name, value] of Object.entries(overrides))
        expect(parametersOf(id)[name]?.choices).toContain(value);
    }
  });

  it('has every other value of every parameter as a neighbour of the defaults', () => {
    const defaults = configurationOf(ID);
    const neighbours = neighboursOf(ID, defaults).map((name) => Object.entries(parseVariant(name).overrides));
    expect(neighbours.every(([first, ...others]) => first && others.length === 0)).toBe(true);
    expect(neighbours.every(([first]) => defaults[first?.[0] ?? ''] !== first?.[1])).toBe(true);
    const values = Object.values(tunedParameters(ID)).reduce(
      (sum, { choices }) => sum + choices.length - 1,
      0,
    );
    expect(neighbours).toHaveLength(values);
  });

  it('says what is wrong with a combination, at any of the problems', () => {
    expect(candidateOf(`${ID}@accumulator=f16`, [problem], 'cpu')).toMatchObject({
      issue: { parameter: 'accumulator' },
    });
  });

  it('moves near the leaders: all of them, parts and more', () => {
    const leaders = [`${ID}@blockM=32,blockK=16`, `${ID}@buffers=2`];
    const random = createRandom(1, 'moves');
    const made = new Set(Array.from({ length: 300 }, () => randomVariant(ID, leaders, random)));
    expect(made).toContain(`${ID}@blockM=32,blockK=16,buffers=2`);
    expect(made).toContain(`${ID}@blockM=32`);
    expect([...made].some((name) => Object.keys(parseVariant(name).overrides).length > 8)).toBe(true);
  });

  it('knows which parameters change nothing', () => {
    const attention: Problem = { op: 'attention', dtype: 'f32', r: 100, c: 100, d: 64 };
    const keyOf = (name: string, problem: Problem) => {
      const found = candidateOf(name, [problem], 'cpu');
      return 'issue' in found ? found.issue.expected : found.key;
    };
    const [plain, named] = ['attention-flash2', 'attention-flash2@dqStep=16'];
    expect(keyOf(named, attention)).toBe(keyOf(plain, attention));
    expect(keyOf('attention-flash2@blockC=32', attention)).not.toBe(keyOf(plain, attention));
    const gradient: Problem = { ...attention, gradient: true };
    expect(keyOf(named, gradient)).not.toBe(keyOf(plain, gradient));
    expect(withoutNeedless(`${named}`, [attention], 'cpu')).toBe(plain);
  });

  it('names no parameter that has its value anyway', () => {
    const { blockK, edges } = configurationOf(ID);
    const name = `${ID}@blockM=32,blockK=${blockK},edges=${edges}`;
    expect(withoutNeedless(name, [problem], 'cpu')).toBe(`${ID}@blockM=32`);
    expect(configurationOf(`${ID}@blockM=32`)).toEqual(configurationOf(name));
  });
});
