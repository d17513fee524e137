import { taint } from '../../../src/template/library.ts'

const label = { source: 'Secret my-ns/all', key: 'everything' }

/** Data for a template with every string, number, boolean and key of a map sensitive. */
function taintAll(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(taintAll)
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [taint(key, label), taintAll(item)]))
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? taint(value, label)
    : value
}

/** Variables of a render, each tainted. */
export function taintVariables(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, taintAll(value)]))
}

/** The text that a masked one would be without masks, where it can be that one; else the masked text as it is. */
export function unmask(masked: string, plain: string): string {
  const pieces = masked.split('(masked)').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${pieces.join('[^]+')}$`).test(plain) ? plain : masked
}
