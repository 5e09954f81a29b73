/** Objects and lists that fit stay on one line. */
const WIDTH = 76;
const STEP = 2;

/** JSON for people to edit: small values on one line, larger ones with a line per member. */
export function compactJson(value: unknown, indent = 0, taken = 0): string {
  const line = oneLine(value);
  if (typeof value !== 'object' || value === null || indent + taken + line.length <= WIDTH) return line;
  const isList = Array.isArray(value);
  const inner = indent + STEP;
  const members = Object.entries(value).map(([key, member]) => {
    const label = isList ? '' : `${JSON.stringify(key)}: `;
    return `${' '.repeat(inner)}${label}${compactJson(member, inner, label.length + 1)}`;
  });
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${members.join(',\n')}\n${' '.repeat(indent)}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${oneLine(member)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}
