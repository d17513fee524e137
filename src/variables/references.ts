/** The delimiters of the project's templates (kdeploy.yaml `jinja:`). */
export interface Delimiters {
  readonly blockStart: string
  readonly blockEnd: string
  readonly variableStart: string
  readonly variableEnd: string
  readonly commentStart: string
  /** undefined: there are no line statements. */
  readonly linePrefix: string | undefined
}

export const defaultDelimiters: Delimiters = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  linePrefix: undefined,
}

/** Whether rendering a string could change it. */
export function isTemplate(text: string, delimiters: Delimiters): boolean {
  const { blockStart, variableStart, commentStart, linePrefix } = delimiters
  return [blockStart, variableStart, commentStart, linePrefix].some(
    (start) => start !== undefined && text.includes(start),
  )
}

/**
 * The variables that a template may read, as paths: `{{ db.host }}` reads `['db', 'host']`, `{{ db[key] }}` reads
 * `['db']` and `['key']`. Names that are no variables (filters, keywords, loop variables) may be among them, so a
 * caller looks up which exist; no variable that the template reads is missing.
 */
export function references(template: string, delimiters: Delimiters): string[][] {
  return expressions(template, delimiters).flatMap(pathsIn)
}

function expressions(template: string, { blockStart, blockEnd, variableStart, variableEnd, linePrefix }: Delimiters) {
  if (linePrefix !== undefined && template.includes(linePrefix)) return [template]
  const found: string[] = []
  for (const [start, end] of [
    [variableStart, variableEnd],
    [blockStart, blockEnd],
  ] as const) {
    const [, ...rest] = template.split(start)
    // A string may hold the end delimiter, so the expression goes on to the last one before the next start.
    for (const part of rest) found.push(part.slice(0, Math.max(part.lastIndexOf(end), 0) || part.length))
  }
  return found
}

const tokenPattern = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\p{ID_Start}_][\p{ID_Continue}]*|\d[\w.]*|==|\s+|./gsu
const namePattern = /^[\p{ID_Start}_]/u

/** The variables that one expression may read, as `references` tells those of a template. */
export function pathsIn(expression: string): string[][] {
  const tokens = (expression.match(tokenPattern) ?? []).filter((token) => token.trim() !== '')
  const paths: string[][] = []
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    // A filter, an attribute (read with its object below), or a keyword argument.
    if (!namePattern.test(token) || before === '|' || before === '.' || tokens[index + 1] === '=') continue
    paths.push([token, ...attributesAfter(tokens, index + 1)])
  }
  return paths
}

/** `.name` and `['name']` as far as they go on. */
function attributesAfter(tokens: readonly string[], start: number): string[] {
  const attributes: string[] = []
  for (let at = start; ; ) {
    const [mark = '', name = '', close = ''] = tokens.slice(at, at + 3)
    if (mark === '.' && namePattern.test(name)) {
      attributes.push(name)
      at += 2
    } else if (mark === '[' && close === ']' && /^["'][^\\]*["']$/.test(name)) {
      attributes.push(name.slice(1, -1))
      at += 3
    } else {
      return attributes
    }
  }
}
