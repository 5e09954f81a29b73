import { CONTENDERS, FAMILIES, FORMS, KERNEL_HOSTS } from '../../../kernels/index.ts';
import { FORMAT_NAMES } from '../../ipc/formats/formats.ts';
import { METHOD_CHOICES } from '../../ipc/method.ts';
import { SWEEP_PRESETS } from '../../ipc/presets/sweep-presets.ts';
import { LANGUAGES } from '../check/options.ts';
import type { Command } from '../commands.ts';
import { PICTURE_NAMES } from '../pictures/picture-formats.ts';

/** What a shell offers in one place: words, or the names of files. */
export type Offer = 'file' | readonly string[];

/** The words of a command. */
export interface CommandWords {
  readonly name: string;
  readonly options: readonly string[];
  /** The values of options that take one, by option; those of any kind are left out. */
  readonly values: Readonly<Record<string, Offer>>;
  readonly positional: Offer;
}

const TYPES = new Set(
  FAMILIES.flatMap(({ fields }) => (fields.dtype?.kind === 'choice' ? fields.dtype.choices : [])),
);

/** The values of options, wherever they are. */
const VALUES: Readonly<Record<string, Offer>> = {
  op: [...FAMILIES.map(({ op }) => op), ...Object.keys(FORMS)],
  dtype: [...TYPES],
  contenders: CONTENDERS.map(({ id }) => id),
  contender: CONTENDERS.map(({ id }) => id),
  against: CONTENDERS.map(({ id }) => id),
  storage: METHOD_CHOICES.storage.choices,
  encoding: METHOD_CHOICES.encoding.choices,
  protocol: METHOD_CHOICES.protocol.choices,
  preset: Object.keys(SWEEP_PRESETS),
  format: [...FORMAT_NAMES, ...PICTURE_NAMES],
  language: LANGUAGES,
  json: 'file',
  csv: 'file',
  report: 'file',
  markdown: 'file',
  out: 'file',
  launch: 'file',
  include: 'file',
};

/** The same for options that mean something else in a command. */
const OWN_VALUES: Readonly<Record<string, Readonly<Record<string, Offer>>>> = {
  sweep: { kernel: 'file' },
  new: { as: KERNEL_HOSTS },
};

/** What is known of a command, from the tables that it reads its options with. */
export function wordsOf(name: string, { options, positional }: Omit<Command, 'run'>): CommandWords {
  const takers = Object.entries(options).filter(([, { type }]) => type === 'string');
  const values = takers.flatMap(([option]): [string, Offer][] => {
    const known = OWN_VALUES[name]?.[option] ?? VALUES[option];
    return known ? [[`--${option}`, known]] : [];
  });
  return {
    name,
    options: ['--help', ...Object.keys(options).map((option) => `--${option}`)],
    values: Object.fromEntries(values),
    positional: positional ?? [],
  };
}
