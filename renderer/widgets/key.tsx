const SYMBOLS: Record<string, { mac: string; other: string }> = {
  mod: { mac: '⌘', other: 'Ctrl' },
  shift: { mac: '⇧', other: 'Shift' },
  enter: { mac: '↩', other: '↵' },
  escape: { mac: 'esc', other: 'Esc' },
  arrowleft: { mac: '←', other: '←' },
  arrowright: { mac: '→', other: '→' },
  arrowup: { mac: '↑', other: '↑' },
  arrowdown: { mac: '↓', other: '↓' },
  delete: { mac: '⌫', other: 'Del' },
};

/** "mod+k" as the caps that people see. */
export function Keys({ combo, platform }: { combo: string; platform: string }) {
  const column = platform === 'darwin' ? 'mac' : 'other';
  return (
    <span className="keys">
      {combo.split('+').map((part) => (
        <kbd key={part} className="key">
          {SYMBOLS[part]?.[column] ?? part.toUpperCase()}
        </kbd>
      ))}
    </span>
  );
}
