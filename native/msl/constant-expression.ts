const TOKEN = /\s*(?:(\d+)[uU]?|([-+*/()]))/y;

/** The value of an integer expression of literals, as macros leave them (`100 + 3`); null for anything else. */
export function constantExpression(text: string): number | null {
  const tokens: (number | string)[] = [];
  TOKEN.lastIndex = 0;
  const source = text.trim();
  while (TOKEN.lastIndex < source.length) {
    const [, digits, operator] = TOKEN.exec(source) ?? [];
    if (digits === undefined && operator === undefined) return null;
    tokens.push(digits === undefined ? (operator ?? '') : Number(digits));
  }
  const value = sum(tokens);
  return tokens.length === 0 ? value : null;
}

/** Each of these takes what it reads from the front; null when it cannot. */
function sum(tokens: (number | string)[]): number | null {
  let value = product(tokens);
  while (value !== null && (tokens[0] === '+' || tokens[0] === '-')) {
    const sign = tokens.shift() === '+' ? 1 : -1;
    const right = product(tokens);
    value = right === null ? null : value + sign * right;
  }
  return value;
}

function product(tokens: (number | string)[]): number | null {
  let value = factor(tokens);
  while (value !== null && (tokens[0] === '*' || tokens[0] === '/')) {
    const divides = tokens.shift() === '/';
    const right = factor(tokens);
    if (right === null || (divides && right === 0)) return null;
    value = divides ? Math.trunc(value / right) : value * right;
  }
  return value;
}

function factor(tokens: (number | string)[]): number | null {
  const token = tokens.shift();
  if (typeof token === 'number') return token;
  if (token !== '(') return null;
  const value = sum(tokens);
  return tokens.shift() === ')' ? value : null;
}
