import { COMMAND_KEYS, type CommandId } from '../model/command-keys.ts';
import { keyCaps, keyText } from '../model/keys.ts';
import { keyPlatform } from '../state/platform.ts';

/** A combination such as "mod+k" as key caps. */
export function Keys({ combo }: { combo: string }) {
  return (
    <span className="keys">
      {keyCaps(combo, keyPlatform()).map((cap) => (
        <kbd key={cap} className="key">
          {cap}
        </kbd>
      ))}
    </span>
  );
}

/** A tooltip with the keys of its command: "Export run (E)". */
export function withKeys(label: string, id: CommandId): string {
  return `${label} (${keyText(COMMAND_KEYS[id], keyPlatform())})`;
}
