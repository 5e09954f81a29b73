/** Names that JavaScript and its libraries look up on any object. */
const ASKED_BY_LANGUAGE = new Set(['then', 'toJSON', 'constructor', 'prototype', '$$typeof', 'nodeType']);

/**
 * The object, except that reading or setting a property it lacks throws, by name: an application that needs more of
 * Electron than the shell models must fail where it asks, not go wrong silently.
 */
export function strict<T extends object>(name: string, object: T): T {
  const bound = new Map<PropertyKey, unknown>();
  return new Proxy(object, {
    get(target, property) {
      if (!(property in target)) {
        if (typeof property === 'symbol' || ASKED_BY_LANGUAGE.has(property)) return undefined;
        throw new Error(`chromium-shell: ${name}.${property} is not modelled`);
      }
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function' || property === 'constructor') return value;
      // Bound to the object itself: private fields are out of reach through the proxy.
      if (!bound.has(property)) bound.set(property, value.bind(target));
      return bound.get(property);
    },
    set(target, property, value) {
      if (!(property in target))
        throw new Error(`chromium-shell: ${name}.${String(property)} is not modelled`);
      return Reflect.set(target, property, value, target);
    },
  });
}
