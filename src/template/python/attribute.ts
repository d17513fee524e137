import { BoundMethod, type Method } from './function.ts'
import { PyObject, type PyValue } from './object.ts'
import { typeName } from './show.ts'

/** An attribute that is no method, such as `real` of a number. */
export type AttributeReader<Self extends PyValue> = (self: Self) => PyValue

interface TypeAttributes {
  readonly methods: ReadonlyMap<string, Method>
  readonly values: ReadonlyMap<string, AttributeReader<PyValue>>
}

/** Filled by methods/index.ts; by `type(value).__name__`. */
const types = new Map<string, TypeAttributes>()

/** Declares what templates may reach of a built-in type. */
export function registerType<Self extends PyValue>(
  name: string,
  methods: ReadonlyMap<string, Method<Self>>,
  values: ReadonlyMap<string, AttributeReader<Self>> = new Map(),
): void {
  // A table is only ever asked for values of the type that it is registered for.
  types.set(name, { methods, values } as unknown as TypeAttributes)
}

/** The methods of every type, by the type's name. */
export function registeredMethods(): ReadonlyMap<string, ReadonlyMap<string, Method>> {
  return new Map(Array.from(types, ([name, { methods }]) => [name, methods]))
}

/** The method of that name; undefined where the type has none. */
export function methodOf(value: PyValue, name: string): Method | undefined {
  return types.get(typeName(value))?.methods.get(name)
}

/** `getattr(value, name)`: a listed method or attribute; undefined where there is none. */
export function attributeOf(value: PyValue, name: string): PyValue | undefined {
  const type = types.get(typeName(value))
  if (type !== undefined) {
    const method = type.methods.get(name)
    if (method !== undefined) return new BoundMethod(value, method)
    const read = type.values.get(name)
    if (read !== undefined) return read(value)
  }
  return value instanceof PyObject ? value.pyGetAttribute?.(name) : undefined
}
