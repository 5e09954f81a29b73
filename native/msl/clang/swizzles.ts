const NAMES = ['xyzw', 'rgba'] as const;

/**
 * The swizzles of vec<T, n> as C++: a property for every combination of two to four components (`v.zyx`), readable,
 * and assignable where no component comes twice. Generated, since they are 680 members that differ in letters only.
 */
export function swizzles(n: 2 | 3 | 4): string {
  const lines: string[] = [];
  for (const width of [2, 3, 4]) {
    for (const picks of combinations(n, width)) {
      const [name = '', alias = ''] = NAMES.map((letters) => picks.map((pick) => letters[pick]).join(''));
      const type = `vec<T, ${width}>`;
      const values = picks.map((pick) => `elements[${pick}]`).join(', ');
      lines.push(`constexpr MSL_FUNCTION ${type} get_${name}() const { return ${type}(${values}); }`);
      let put = '';
      if (new Set(picks).size === width) {
        const assignments = picks.map((pick, i) => `elements[${pick}] = v.elements[${i}];`).join(' ');
        lines.push(`MSL_FUNCTION void put_${name}(${type} v) { ${assignments} }`);
        put = `, put = put_${name}`;
      }
      for (const property of [name, alias]) {
        lines.push(`__declspec(property(get = get_${name}${put})) ${type} ${property};`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function combinations(n: number, width: number): number[][] {
  if (width === 0) return [[]];
  return combinations(n, width - 1).flatMap((head) =>
    Array.from({ length: n }, (_, last) => [...head, last]),
  );
}
