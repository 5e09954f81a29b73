import { PROTOCOL_NAMES } from './protocols.ts';

interface MethodChoice {
  readonly label: string;
  readonly choices: readonly string[];
  readonly hint: string;
}

/** The choices of a method, for forms, the command line and labels; the first of each is the default. */
export const METHOD_CHOICES = {
  /** `cold`: duplicates work on one copy of the data after another, so that none finds its own in a cache. */
  cache: {
    label: 'Caches',
    choices: ['hot', 'cold'],
    hint: 'Cold: data rotate through twice the last-level cache',
  },
  /** Of buffers on a GPU; the processor's memory is always shared. */
  storage: {
    label: 'Storage',
    choices: ['shared', 'private'],
    hint: 'Private: memory that only the GPU can access',
  },
  /** `indirect`: a GPU reads the commands from an indirect command buffer. */
  encoding: {
    label: 'Encoding',
    choices: ['direct', 'indirect'],
    hint: 'Indirect: the GPU reads the commands from an indirect command buffer',
  },
  protocol: {
    label: 'Protocol',
    choices: PROTOCOL_NAMES,
    hint: 'mfa: samples and dispatches per sample as Metal FlashAttention was published with',
  },
} as const satisfies Record<string, MethodChoice>;

export type ChoiceName = keyof typeof METHOD_CHOICES;
