import { noteWhole } from '../sensitive.ts'
import { PyFloat } from './float.ts'
import { reprInt } from './integer.ts'
import { type Provenance, PyObject, type PyValue } from './object.ts'
import { noteTaint, provenanceOf, type Text, withProvenance } from './text.ts'

/**
 * An int or bool that carries provenance: whatever needs its value calls `untraced` or `asIndex`, and its text carries
 * where it came from. Without provenance ints and bools are primitives; a float carries its own.
 */
export class TracedInt extends PyObject {
  readonly typeName: 'int' | 'bool'
  readonly value: boolean | number | bigint
  readonly provenance: Provenance

  constructor(value: boolean | number | bigint, provenance: Provenance) {
    super()
    this.typeName = typeof value === 'boolean' ? 'bool' : 'int'
    this.value = value
    this.provenance = provenance
  }

  override pyStr(): Text {
    return withProvenance(this.pyRepr(), this.provenance)
  }

  override pyRepr(): string {
    if (typeof this.value === 'boolean') return this.value ? 'True' : 'False'
    return reprInt(this.value)
  }

  override pyTruth(): boolean {
    return Boolean(this.value)
  }

  override pyProvenance(): Provenance {
    return this.provenance
  }
}

/** The primitive that an int or bool with provenance stands for; anything else as it is. */
export function untraced(value: PyValue): PyValue {
  return value instanceof TracedInt ? value.value : value
}

/** Whether the value is an int, bool or float, which traceNumber marks. */
export function isTraceable(value: PyValue): boolean {
  const plain = untraced(value)
  return (
    typeof plain === 'boolean' || typeof plain === 'number' || typeof plain === 'bigint' || plain instanceof PyFloat
  )
}

/** An int, bool or float with this provenance, where it holds a taint; anything else as it is. */
export function traceNumber(value: PyValue, provenance: Provenance | null): PyValue {
  if (provenance === null || provenance.taints.length === 0) return value
  const plain = untraced(value)
  switch (typeof plain) {
    case 'boolean':
    case 'number':
    case 'bigint':
      return noted(new TracedInt(plain, provenance))
    default:
      if (!(plain instanceof PyFloat)) return value
      return noted(new PyFloat(plain.value, provenance))
  }
}

function noted<Traced extends TracedInt | PyFloat>(value: Traced): Traced {
  noteTaint()
  noteWhole(value.pyRepr())
  return value
}

/** A number or bool made from these inputs: it carries the provenance of all of them; plain where none has any. */
export function carry(result: PyValue, ...inputs: readonly PyValue[]): PyValue {
  return traceNumber(result, provenanceOf(...inputs))
}
