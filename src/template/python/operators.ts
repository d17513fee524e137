import { Bytes } from './bytes.ts'
import { equalsOrSame } from './compare.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { divideFloats, floorDivideFloats, moduloFloats, powerFloats, toFloat, trueDivideInts } from './float-math.ts'
import { hidingParts, inherit } from './inherit.ts'
import { addInts, floorDivideInts, type Int, moduloInts, multiplyInts, powerInts, subtractInts } from './integer.ts'
import { iterate } from './iterate.ts'
import { chargeLength, tick } from './limits.ts'
import { concatMarkup, escapeHtml } from './markup.ts'
import { PyObject, type PyValue } from './object.ts'
import { formatPercent } from './percent.ts'
import { asIndex } from './position.ts'
import { isSequence, repeatBy, repeatText, toCount } from './repeat.ts'
import { typeName } from './show.ts'
import { concatText, isMarkup, isTaintKnown, isText, RichText, textOf } from './text.ts'
import { carry } from './traced.ts'
import { Tuple } from './tuple.ts'
import { Undefined } from './undefined.ts'

export { eq, ge, gt, le, lt, ne } from './compare.ts'

/** `bool(value)`. */
export function truthy(value: PyValue): boolean {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'object':
      if (value === null) return false
      return Array.isArray(value) ? value.length > 0 : truthOf(value)
    case 'number':
      return value !== 0
    case 'string':
      return value !== ''
    default:
      return value !== 0n
  }
}

function truthOf(value: PyObject): boolean {
  if (value.pyTruth !== undefined) return value.pyTruth()
  return value.pyLength === undefined || value.pyLength() !== 0
}

/** `left + right` */
export function add(left: PyValue, right: PyValue): PyValue {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    return Number.isSafeInteger(sum) ? sum : addInts(left, right)
  }
  if (typeof left === 'string' && typeof right === 'string') return concatText(left, right)
  return addOthers(left, right)
}

function addOthers(left: PyValue, right: PyValue): PyValue {
  if (isText(left) && isText(right)) return concatMarkup(left, right)
  if (Array.isArray(left) && Array.isArray(right)) return concatItems(left, right)
  if (left instanceof Tuple && right instanceof Tuple) return new Tuple(concatItems(left.items, right.items))
  if (left instanceof Bytes && right instanceof Bytes) return left.concat(right)
  const ints = bothInts(left, right)
  if (ints !== undefined) return carry(addInts(ints[0], ints[1]), left, right)
  const floats = bothFloats(left, right)
  if (floats !== undefined) return carry(new PyFloat(floats[0] + floats[1]), left, right)
  if (isMarkup(left) && right instanceof Undefined && right.kind === 'chainable') {
    // It has __html__, so that Markup adds it as text.
    return concatMarkup(left, escapeHtml(right))
  }
  failIfUndefined(left, right)
  for (const [type, holds] of concatenable) {
    if (holds(left)) raise('TypeError', concatError(type, right))
  }
  return unsupported('+', left, right)
}

function concatItems(left: readonly PyValue[], right: readonly PyValue[]): PyValue[] {
  chargeLength(left.length + right.length)
  return left.concat(right)
}

/** Markup leaves what is no str to the other side. */
const concatenable: readonly (readonly [string, (value: PyValue) => boolean])[] = [
  ['str', (value) => isText(value) && !isMarkup(value)],
  ['list', (value) => Array.isArray(value)],
  ['tuple', (value) => value instanceof Tuple],
  ['bytes', (value) => value instanceof Bytes],
]

function concatError(type: string, right: PyValue): string {
  if (type === 'bytes') return `can't concat ${typeName(right)} to bytes`
  return `can only concatenate ${type} (not "${typeName(right)}") to ${type}`
}

/** `left - right` */
export function sub(left: PyValue, right: PyValue): PyValue {
  if (typeof left === 'number' && typeof right === 'number') return subtractInts(left, right)
  const ints = bothInts(left, right)
  if (ints !== undefined) return carry(subtractInts(ints[0], ints[1]), left, right)
  const floats = bothFloats(left, right)
  if (floats !== undefined) return carry(new PyFloat(floats[0] - floats[1]), left, right)
  // A view takes undefined as the empty iterable that it is.
  const difference = left instanceof PyObject ? left.pySubtract?.(right) : undefined
  if (difference !== undefined) return difference
  failIfUndefined(left, right)
  return (right instanceof PyObject ? right.pySubtractFrom?.(left) : undefined) ?? unsupported('-', left, right)
}

/** `left * right` */
export function mul(left: PyValue, right: PyValue): PyValue {
  if (typeof left === 'number' && typeof right === 'number') return multiplyInts(left, right)
  const ints = bothInts(left, right)
  if (ints !== undefined) return carry(multiplyInts(ints[0], ints[1]), left, right)
  const floats = bothFloats(left, right)
  if (floats !== undefined) return carry(new PyFloat(floats[0] * floats[1]), left, right)
  // Markup's own __mul__ and __rmul__ come before what another operand says.
  if (isMarkup(left)) return inherit(repeatText(left, Math.max(0, toCount(right))), right)
  if (left instanceof Undefined) left.fail()
  if (isMarkup(right)) return inherit(repeatText(right, Math.max(0, toCount(left))), left)
  if (right instanceof Undefined) right.fail()
  if (isSequence(left)) return repeatBy(left, right)
  if (isSequence(right)) return repeatBy(right, left)
  return unsupported('*', left, right)
}

/** `left / right` */
export function div(left: PyValue, right: PyValue): PyValue {
  const ints = bothInts(left, right)
  if (ints !== undefined) return carry(new PyFloat(trueDivideInts(ints[0], ints[1])), left, right)
  const floats = bothFloats(left, right)
  if (floats !== undefined) return carry(new PyFloat(divideFloats(floats[0], floats[1])), left, right)
  failIfUndefined(left, right)
  return unsupported('/', left, right)
}

/** `left // right` */
export function floordiv(left: PyValue, right: PyValue): PyValue {
  const ints = bothInts(left, right)
  if (ints !== undefined) return carry(floorDivideInts(ints[0], ints[1]), left, right)
  const floats = bothFloats(left, right)
  if (floats !== undefined) return carry(new PyFloat(floorDivideFloats(floats[0], floats[1])), left, right)
  failIfUndefined(left, right)
  return unsupported('//', left, right)
}

/** `left % right`: a remainder, or a str's format. */
export function mod(left: PyValue, right: PyValue): PyValue {
  if (typeof left === 'number' && typeof right === 'number') return moduloInts(left, right)
  if (typeof left === 'string' || left instanceof RichText) {
    return isTaintKnown() ? hidingParts([left, right], () => formatPercent(left, right)) : formatPercent(left, right)
  }
  const ints = bothInts(left, right)
  if (ints !== undefined) return carry(moduloInts(ints[0], ints[1]), left, right)
  const floats = bothFloats(left, right)
  if (floats !== undefined) return carry(new PyFloat(moduloFloats(floats[0], floats[1])), left, right)
  failIfUndefined(left, right)
  return unsupported('%', left, right)
}

/** `left ** right` */
export function pow(left: PyValue, right: PyValue): PyValue {
  const ints = bothInts(left, right)
  if (ints !== undefined && ints[1] >= 0) return carry(powerInts(ints[0], ints[1]), left, right)
  const floats = ints === undefined ? bothFloats(left, right) : ([toFloat(ints[0]), toFloat(ints[1])] as const)
  if (floats !== undefined) return carry(new PyFloat(powerFloats(floats[0], floats[1])), left, right)
  failIfUndefined(left, right)
  return unsupported('** or pow()', left, right)
}

/** `-value` */
export function neg(value: PyValue): PyValue {
  const int = asIndex(value)
  if (int !== undefined) return carry(typeof int === 'number' ? 0 - int : subtractInts(0, int), value)
  if (value instanceof PyFloat) return carry(new PyFloat(-value.value), value)
  return value instanceof Undefined
    ? value.fail()
    : raise('TypeError', `bad operand type for unary -: '${typeName(value)}'`)
}

/** `+value` */
export function pos(value: PyValue): PyValue {
  const int = asIndex(value)
  if (int !== undefined) return carry(int, value)
  if (value instanceof PyFloat) return value
  return value instanceof Undefined
    ? value.fail()
    : raise('TypeError', `bad operand type for unary +: '${typeName(value)}'`)
}

/** `item in container` */
export function contains(container: PyValue, item: PyValue): boolean {
  if (typeof container === 'string' || container instanceof RichText) {
    if (isText(item)) return textOf(container).includes(textOf(item))
    return raise('TypeError', `'in <string>' requires string as left operand, not ${typeName(item)}`)
  }
  if (Array.isArray(container)) {
    for (const own of container) if (equalsOrSame(own, item)) return true
    return false
  }
  if (!(container instanceof PyObject) || (container.pyContains ?? container.pyIterate) === undefined) {
    return raise('TypeError', `argument of type '${typeName(container)}' is not iterable`)
  }
  return container.pyContains === undefined ? iteratesTo(container, item) : container.pyContains(item)
}

function iteratesTo(container: PyValue, item: PyValue): boolean {
  const iterator = iterate(container)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    if (equalsOrSame(step.value, item)) return true
  }
  return false
}

function bothInts(left: PyValue, right: PyValue): readonly [Int, Int] | undefined {
  const a = asIndex(left)
  if (a === undefined) return undefined
  const b = asIndex(right)
  return b === undefined ? undefined : [a, b]
}

/** Both as floats where at least one is: the other may be an int. */
function bothFloats(left: PyValue, right: PyValue): readonly [number, number] | undefined {
  if (left instanceof PyFloat && right instanceof PyFloat) return [left.value, right.value]
  if (left instanceof PyFloat) {
    const b = asIndex(right)
    return b === undefined ? undefined : [left.value, toFloat(b)]
  }
  if (!(right instanceof PyFloat)) return undefined
  const a = asIndex(left)
  return a === undefined ? undefined : [toFloat(a), right.value]
}

/** Undefined answers every operator before the types are looked at. */
function failIfUndefined(left: PyValue, right: PyValue): void {
  if (left instanceof Undefined) left.fail()
  if (right instanceof Undefined) right.fail()
}

function unsupported(operator: string, left: PyValue, right: PyValue): never {
  return raise('TypeError', `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`)
}
