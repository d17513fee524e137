import type { PyValue } from '../python/object.ts'

/** A JavaScript string literal of any text; safe in a script, on one line. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (character) =>
    character === '\u2028' ? '\\u2028' : '\\u2029',
  )
}

/** The body of one generated function while it is being written. */
interface FunctionCode {
  readonly lines: string[]
  readonly locals: Set<string>
  readonly outer: FunctionCode | null
}

/**
 * Generated JavaScript: functions with their local variables, and a table of constants. Nothing of a template gets
 * into it but as a literal or a constant.
 */
export class Code {
  readonly constants: unknown[] = []
  #function: FunctionCode = { lines: [], locals: new Set(), outer: null }
  /** Every name that any of the functions looks up in the context. */
  readonly contextNames = new Set<string>()
  #resolved = new Map<string, string>()
  #temporaries = 0

  line(text: string): void {
    this.#function.lines.push(text)
  }

  /** A constant that has no literal; its expression. */
  constant(value: unknown): string {
    this.constants.push(value)
    return `K[${this.constants.length - 1}]`
  }

  /** Declares a variable of the function being written. */
  local(variable: string): string {
    this.#function.locals.add(variable)
    return variable
  }

  temporary(): string {
    return this.local(this.label())
  }

  /** A name that nothing else has. */
  label(): string {
    this.#temporaries++
    return `t${this.#temporaries}`
  }

  /** The variable that holds what the context has under that name, looked up once on entry of the outermost function. */
  resolved(name: string): string {
    let variable = this.#resolved.get(name)
    if (variable === undefined) {
      variable = `r${this.#resolved.size}`
      this.#resolved.set(name, variable)
      this.contextNames.add(name)
    }
    return variable
  }

  /** Writes a function: `write` writes its body, `before` and `after` stand around body and declarations. */
  function(before: string, after: string, write: () => void): void {
    const outer = this.#function
    const isOutermost = outer.outer === null
    if (isOutermost) this.#resolved = new Map()
    this.#function = { lines: [], locals: new Set(), outer }
    write()
    const { lines, locals } = this.#function
    this.#function = outer
    outer.lines.push(before)
    if (locals.size > 0) outer.lines.push(`let ${[...locals].join(', ')};`)
    if (isOutermost)
      for (const [name, variable] of this.#resolved)
        outer.lines.push(`const ${variable} = c.resolve(${literal(name)});`)
    for (const line of lines) outer.lines.push(line)
    outer.lines.push(after)
  }

  toString(): string {
    return this.#function.lines.join('\n')
  }
}

/** A value of a template's source as an expression. */
export function valueLiteral(code: Code, value: PyValue): string {
  if (typeof value === 'string') return literal(value)
  if (typeof value === 'bigint') return `${value}n`
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value)
  return code.constant(value)
}
