import type { FieldPath } from '../../field-path.ts'
import { isMap, type Json } from '../../json-map.ts'
import { nearest } from '../../nearest.ts'
import { combinationProblem } from './combinations.ts'
import { limitProblem } from './limits.ts'
import { listProblems } from './lists.ts'
import type { Problem, ValueProblem } from './problem.ts'
import { formatProblem, scalarProblem } from './scalars.ts'
import type { Schema } from './schema.ts'
import { unknownField } from './unknown-field.ts'
import { valueProblem } from './values.ts'
import { wrongType } from './wrong-type.ts'

/** Every problem of a value, as the API server's apply would see it. `path`: where the value stands in its object. */
export function check(value: Json, schema: Schema, path: FieldPath = []): Problem[] {
  const checker = new Checker(path)
  checker.check(value, schema)
  return checker.problems
}

/** Walks a value and its schema together. */
class Checker {
  readonly problems: Problem[] = []
  readonly #path: (string | number)[]
  /** The schemas of the objects around the current field, from the outermost. */
  readonly #around: Schema[] = []

  constructor(path: FieldPath) {
    this.#path = [...path]
  }

  check(value: Json, schema: Schema): void {
    if (value === null) {
      if (schema.null === undefined && schema.default === undefined) this.#add(wrongType(value, schema))
      else if (schema.null === 'allowed') this.#add(valueProblem(value, schema))
      return
    }
    const before = this.problems.length
    this.#checkType(value, schema)
    if (this.problems.length > before || !isConstrained(schema)) return
    this.#add(limitProblem(value, schema.limits))
    const combined = combinationProblem(value, schema, (one, other) => check(one, other))
    this.#add(combined, ...(combined?.path ?? []))
  }

  #checkType(value: Json, schema: Schema): void {
    switch (schema.type) {
      case 'any':
        // Its fields may be told all the same, as may its items.
        if (isMap(value)) this.#checkFields(value, schema)
        else if (Array.isArray(value) && schema.items !== undefined) this.#checkItems(value, schema.items, schema)
        this.#add((schema.format && formatProblem(value, schema.format)) ?? valueProblem(value, schema))
        return
      case 'object':
        if (isMap(value)) this.#checkFields(value, schema)
        this.#add(isMap(value) ? valueProblem(value, schema) : wrongType(value, schema))
        return
      case 'list':
        if (Array.isArray(value)) this.#checkItems(value, schema.items, schema)
        this.#add(Array.isArray(value) ? valueProblem(value, schema) : wrongType(value, schema))
        return
      default:
        this.#add(scalarProblem(value, schema))
    }
  }

  #checkFields(value: { [key: string]: Json }, schema: Schema): void {
    const { fields, others } = schema
    const unknown: string[] = []
    this.#around.push(schema)
    for (const name of Object.keys(value)) {
      const known = fields?.get(name) ?? others
      const field = value[name] ?? null
      this.#path.push(name)
      if (known !== undefined) this.check(field, known)
      else if (schema.keepsUnknown !== true && schema.type !== 'any') {
        unknown.push(name)
        this.#add(unknownField(name, this.#around))
      }
      this.#path.pop()
    }
    this.#around.pop()
    if (schema.required !== undefined) this.#checkRequired(value, schema, schema.required, unknown)
  }

  /** A field that is there under a name that is nearly its own is not missing. */
  #checkRequired(
    value: { [key: string]: Json },
    schema: Schema,
    required: readonly string[],
    unknown: readonly string[],
  ): void {
    for (const name of required) {
      const field = Object.hasOwn(value, name) ? value[name] : undefined
      const known = schema.fields?.get(name)
      // The defaults of Kubernetes' own kinds only tell the items of a list apart.
      const isDefaulted = known?.default !== undefined && known.null !== 'absent'
      const isMissing = field === undefined || (field === null && known?.null === 'absent')
      if (isMissing && !isDefaulted && nearest(name, unknown) === undefined)
        this.#add({ kind: 'missing', message: `${name} is missing` })
    }
  }

  #checkItems(items: readonly Json[], schema: Schema | undefined, list: Schema): void {
    for (const { index, problem } of listProblems(items, list)) this.#add(problem, index)
    if (schema === undefined) return
    for (const [index, item] of items.entries()) {
      this.#path.push(index)
      // The API server makes an object of it whose fields are all empty.
      if (item === null && list.keys === undefined && schema.null === 'absent' && schema.required?.length)
        this.#add(wrongType(item, schema))
      else this.check(item, schema)
      this.#path.pop()
    }
  }

  #add(problem: ValueProblem | undefined, ...below: FieldPath): void {
    if (problem !== undefined) this.problems.push({ ...problem, path: [...this.#path, ...below] })
  }
}

function isConstrained({ limits, allOf, anyOf, oneOf, not }: Schema): boolean {
  return (limits ?? allOf ?? anyOf ?? oneOf ?? not) !== undefined
}
