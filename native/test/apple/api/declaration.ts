/** A declaration in Apple's headers, in the table's notation (see table.ts). */
export interface Declaration {
  /** Its name with owner and kind: `MTLDevice -name`, `MTLMathMode MTLMathModeSafe`, `MTLSize`. */
  readonly key: string;
  /** The whole declaration on one line: `- (NSString *)name`, `MTLMathModeSafe = 0`, `struct MTLSize`. */
  readonly text: string;
  /** The macOS version that introduced it, `15.0`, not counting its owner's; empty if unspecified. */
  readonly macos: string;
  /** The class, protocol, enumeration or structure it belongs to. */
  readonly owner?: Declaration;
}

/** The macOS version required to use it: its own, or its owner's if that is later. */
export function neededMacos({ macos, owner }: Declaration): string {
  return owner && compareVersions(owner.macos, macos) > 0 ? owner.macos : macos;
}

/** Negative, 0 or positive if `a` is older than, the same as or newer than `b`; '' is the oldest. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * A type as Apple's documentation writes it: without ARC and nullability qualifiers (`_Nullable`, `__strong`), without
 * the keyword before the name of an enumeration or structure, and with uniform spacing.
 */
export function plainType(type: string): string {
  return (
    type
      .replace(
        /\b(_Nullable|_Nonnull|_Null_unspecified|_Nullable_result|__strong|__autoreleasing|__weak)\b/g,
        ' ',
      )
      .replace(/\b(__unsafe_unretained|__kindof|enum|struct|oneway)\b/g, ' ')
      // Attributes that clang prints as the macros they were written as.
      .replace(/\b(NS|CF|API|MTL)_[A-Z_]+\b(\((?:[^()]|\([^()]*\))*\))?/g, ' ')
      .replace(/__va_list_tag \*/g, 'va_list')
      .replace(/\s+/g, ' ')
      // A parameter's own const matters only inside the function.
      .replace(/\bconst (\w+)(?= ?[,)])/g, '$1')
      .replace(/ ?, ?/g, ', ')
      .replace(/\b ?\*/g, ' *')
      .replace(/> ?\*/g, '> *')
      .replace(/\* (?=[*>)])/g, '*')
      .replace(/([<(]) /g, '$1')
      .replace(/ ([>)])/g, '$1')
      .replace(/\^ /g, '^')
      .replace(/\* const\b/g, '*const')
      .trim()
  );
}

/** `- (BOOL)supportsFamily:(MTLGPUFamily)`. */
export function methodText(sign: string, selector: string, result: string, parameters: readonly string[]) {
  const parts = selector.split(/(?<=:)/);
  const named = parts.map((part, i) => (part.endsWith(':') ? `${part}(${parameters[i] ?? '?'})` : part));
  return `${sign} (${result})${named.join(' ')}`;
}
