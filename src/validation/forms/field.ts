import { getOwn, isMap } from '../../json-map.ts'
import type { FieldPath, Json } from '../../manifest/types.ts'

/** A value that the API server refuses. */
export interface InvalidValue {
  /** The field that is wrong; where one is missing, the path that it would have. */
  readonly path: FieldPath
  /** What is wanted, without the field's name: `must be between 1 and 65535`. */
  readonly wanted: string
  readonly hint: string | undefined
}

/** What all checks of one object share. */
export interface Checking {
  /** 36 of Kubernetes 1.36, whose API server it is for. */
  readonly minor: number
  readonly found: InvalidValue[]
}

/**
 * A field of an object: its value, where it is, and where to say what is wrong with it. A value of a type that the field doesn't have
 * counts as missing: types are for the schemas to check (src/schemas).
 */
export class Field {
  readonly value: Json | undefined
  /** Its key, or its index in a list; `''` for the object. */
  readonly step: string | number
  readonly #parent: Field | undefined
  readonly #checking: Checking

  constructor(value: Json | undefined, checking: Checking, step: string | number = '', parent?: Field) {
    this.value = value
    this.step = step
    this.#parent = parent
    this.#checking = checking
  }

  /** null is what isn't there, to the API server. */
  get isSet(): boolean {
    return this.value !== undefined && this.value !== null
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined
  }

  get number(): number | undefined {
    if (typeof this.value === 'bigint') return Number(this.value)
    return typeof this.value === 'number' ? this.value : undefined
  }

  /** 36 of Kubernetes 1.36. */
  get minor(): number {
    return this.#checking.minor
  }

  get path(): FieldPath {
    return this.#parent === undefined ? [] : [...this.#parent.path, this.step]
  }

  at(key: string): Field {
    const { value } = this
    return new Field(isMap(value) ? getOwn(value, key) : undefined, this.#checking, key, this)
  }

  /** A field further down. */
  below(...keys: readonly string[]): Field {
    let field: Field = this
    for (const key of keys) field = field.at(key)
    return field
  }

  /** What a list holds; nothing where it isn't there. The API server takes a null in it for an empty text. */
  get items(): Field[] {
    const { value } = this
    if (!Array.isArray(value)) return []
    return value.map((item, index) => new Field(item ?? '', this.#checking, index, this))
  }

  /** What a map holds; nothing where it isn't there. */
  get entries(): Field[] {
    const { value } = this
    if (!isMap(value)) return []
    return Object.entries(value).map(([key, item]) => new Field(item, this.#checking, key, this))
  }

  /** How many items or entries it has. */
  get size(): number {
    if (Array.isArray(this.value)) return this.value.length
    return isMap(this.value) ? Object.keys(this.value).length : 0
  }

  /** `wanted` completes a sentence that begins with the field's name: `must be between 1 and 65535`. */
  refuse(wanted: string, hint?: string): void {
    this.#checking.found.push({ path: this.path, wanted, hint })
  }
}
