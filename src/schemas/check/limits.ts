import { stringifyJson } from '../../json.ts'
import { isMap, type Json } from '../../json-map.ts'
import type { ValueProblem } from './problem.ts'
import type { Limits } from './schema.ts'
import { describe } from './wrong-type.ts'

/** The first limit that a value breaks. */
export function limitProblem(value: Json, limits: Limits | undefined): ValueProblem | undefined {
  const broken = limits === undefined ? undefined : brokenLimit(value, limits)
  return broken === undefined ? undefined : { kind: 'value', message: broken[0], found: broken[1] }
}

/** What must be, and what is. */
type BrokenLimit = readonly [string, string]

function brokenLimit(value: Json, limits: Limits): BrokenLimit | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return numberLimit(value, limits)
  if (typeof value === 'string') return stringLimit(value, limits)
  if (Array.isArray(value)) {
    const repeated = limits.uniqueItems === true ? repeatedIn(value) : undefined
    if (repeated !== undefined) return ['must have no item twice', `has ${describe(repeated)} twice`]
    return sizeLimit(value.length, 'items', limits.minItems, limits.maxItems)
  }
  if (!isMap(value)) return undefined
  return sizeLimit(Object.keys(value).length, 'entries', limits.minProperties, limits.maxProperties)
}

function numberLimit(value: number | bigint, limits: Limits): BrokenLimit | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = limits
  if (minimum !== undefined && (value < minimum || (value === minimum && exclusiveMinimum === true)))
    return [`must be ${exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}`, `is ${value}`]
  if (maximum !== undefined && (value > maximum || (value === maximum && exclusiveMaximum === true)))
    return [`must be ${exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}`, `is ${value}`]
  if (multipleOf !== undefined && !isMultiple(value, multipleOf))
    return [`must be a multiple of ${multipleOf}`, `is ${value}`]
  return undefined
}

/**
 * As the API server has it (kube-openapi): of an integer it takes the factor without its fraction, and would refuse any where that is 0;
 * of another number it takes the quotient for whole where that is nearly its whole part.
 */
function isMultiple(value: number | bigint, factor: number): boolean {
  if (typeof value === 'bigint' || Number.isInteger(value))
    return Math.trunc(factor) === 0 || BigInt(value) % BigInt(Math.trunc(factor)) === 0n
  const quotient = factor < 1 ? (1 / factor) * value : value / factor
  const whole = Math.trunc(quotient)
  return quotient === whole || Math.abs(quotient - whole) / (Math.abs(quotient) + Math.abs(whole)) < 1e-9
}

function stringLimit(value: string, { minLength, maxLength, pattern }: Limits): BrokenLimit | undefined {
  const tooLong = sizeLimit([...value].length, 'characters', minLength, maxLength)
  if (tooLong !== undefined || pattern === undefined || pattern.test(value)) return tooLong
  return [`must match ${pattern.source}`, `is ${describe(value)}`]
}

function sizeLimit(
  size: number,
  noun: string,
  fewest: number | undefined,
  most: number | undefined,
): BrokenLimit | undefined {
  if (fewest !== undefined && size < fewest) return [`must have at least ${fewest} ${noun}`, `has ${size}`]
  if (most !== undefined && size > most) return [`must have at most ${most} ${noun}`, `has ${size}`]
  return undefined
}

function repeatedIn(items: readonly Json[]): Json | undefined {
  const known = new Set<string>()
  return items.find((item) => {
    const text = stringifyJson(item)
    const isKnown = known.has(text)
    known.add(text)
    return isKnown
  })
}
