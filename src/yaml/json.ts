/** A value as JSON holds it: all that YAML can say to Kubernetes. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Sets an own property whatever the key is called, `__proto__` included. */
export function setOwn<T>(object: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  } else {
    object[key] = value
  }
}
