import { raise } from './error.ts'
import { reprInt } from './integer.ts'
import { chargeLength, maxNesting, tick } from './limits.ts'
import type { PyObject, PyValue } from './object.ts'
import { quote } from './quote.ts'
import { derive, isText, RichText, type Text, textOf } from './text.ts'

/** `type(value).__name__`. */
export function typeName(value: PyValue): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'number':
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    default:
      if (value === null) return 'NoneType'
      return Array.isArray(value) ? 'list' : value.typeName
  }
}

/** Jinja2's `object_type_repr`: `None`, `str object`, `jinja2.runtime.Macro object`. */
export function describeType(value: PyValue): string {
  if (value === null) return 'None'
  const module = typeof value === 'object' && !Array.isArray(value) ? value.moduleName : 'builtins'
  return module === 'builtins' ? `${typeName(value)} object` : `${module}.${typeName(value)} object`
}

/** `str(value)`: a plain str, with the provenance of everything that went into it. */
export function str(value: PyValue): Text {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return String(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'bigint':
      return reprInt(value)
    default:
      if (value === null) return 'None'
      if (Array.isArray(value)) return derive(repr(value), value)
      return strObject(value)
  }
}

function strObject(value: PyObject): Text {
  const shown = value.pyStr?.()
  if (shown !== undefined) return isText(shown) ? shown : raise('TypeError', '__str__ returned non-string')
  return derive(repr(value), value)
}

/** Jinja2's `soft_str`: as `str`, but Markup stays Markup. */
export function softStr(value: PyValue): Text {
  return isText(value) ? value : str(value)
}

/** The characters of `str(value)`, without provenance: for comparing and measuring, never for output. */
export function strText(value: PyValue): string {
  return typeof value === 'string' ? value : textOf(str(value))
}

/** `repr(value)`, without provenance: `derive(repr(v), v)` where it becomes a value. */
export function repr(value: PyValue): string {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      return String(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'bigint':
      return reprInt(value)
    default:
      if (value === null) return 'None'
      if (Array.isArray(value)) return reprItems(value, '[', value, ']', '[...]')
      return value.pyRepr?.() ?? `<${value.moduleName}.${value.typeName} object at ${address(value)}>`
  }
}

const open: object[] = []

/** The repr of a container; `recursive` where it is inside of itself. */
export function reprItems(
  container: object,
  before: string,
  items: readonly PyValue[],
  after: string,
  recursive: string,
): string {
  return reprContainer(container, recursive, () => {
    if (items.length < 1024) return before + items.map(repr).join(', ') + after
    let length = 0
    const shown = items.map((item) => {
      const text = repr(item)
      length += text.length + 2
      chargeLength(length)
      return text
    })
    return before + shown.join(', ') + after
  })
}

/** Guards the repr of a container against recursion, depth, size and time. */
export function reprContainer(container: object, recursive: string, write: () => string): string {
  if (open.includes(container)) return recursive
  if (open.length > maxNesting) {
    raise('RecursionError', 'maximum recursion depth exceeded while getting the repr of an object')
  }
  open.push(container)
  try {
    tick()
    const text = write()
    chargeLength(text.length)
    return text
  } finally {
    open.pop()
  }
}

const addresses = new WeakMap<object, string>()
let nextAddress = 0x7f0000000000

/** What stands for `hex(id(value))`: one per object, the same in every process for the same order of calls. */
export function address(value: object): string {
  let text = addresses.get(value)
  if (text === undefined) {
    text = `0x${nextAddress.toString(16)}`
    nextAddress += 0x40
    addresses.set(value, text)
  }
  return text
}

/** Whether `value` is a str that Jinja2 wouldn't escape (has `__html__`). */
export function hasHtml(value: PyValue): boolean {
  return value instanceof RichText && value.markup
}
