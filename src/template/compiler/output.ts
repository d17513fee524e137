import type { Origin, Span } from '../provenance.ts'
import type { Output, Printed, TemplateData } from '../syntax/nodes.ts'
import { positionOf, type Source } from '../syntax/source.ts'
import { literal } from './code.ts'
import type { Compilation } from './compilation.ts'
import { isFolded } from './constant.ts'
import { compilePrinted } from './constant-slice.ts'
import type { Frame } from './frame.ts'

/** `{{ … }}`, `{% print %}` and the text between tags (Jinja2 3.1 compiler `visit_Output`). */
export function compileOutput(compilation: Compilation, node: Output, frame: Frame): void {
  const { code } = compilation
  if (frame.requireOutputCheck) {
    if (compilation.hasKnownExtends) return
    code.line('if (parent === null) {')
  }
  for (const part of node.parts) {
    if (part.type === 'data') writeData(compilation, part, frame)
    else writePrinted(compilation, part, frame)
  }
  if (frame.requireOutputCheck) code.line('}')
}

/** Characters from which on the length of a buffer is compared with the limit. */
const largeOutput = 1024 * 1024

/** Starts a buffer and makes it the frame's. */
export function openBuffer(compilation: Compilation, frame: Frame): void {
  frame.buffer = compilation.code.label()
  declareBuffer(compilation, frame)
}

/** Declares the frame's buffer in the function being written. */
export function declareBuffer(compilation: Compilation, frame: Frame): void {
  const { code, target } = compilation
  code.local(frame.buffer)
  code.line(target.mode === 'plain' ? `${frame.buffer} = '';` : `${frame.buffer} = new MappedBuffer();`)
}

/** What the frame's buffer holds: a str. */
export function bufferContents(compilation: Compilation, frame: Frame): string {
  return compilation.target.mode === 'plain' ? frame.buffer : `${frame.buffer}.finish()`
}

/** The same as Markup where autoescaping is on (Jinja2 3.1 `return_buffer_contents`). */
export function safeContents(compilation: Compilation, frame: Frame): string {
  const contents = bufferContents(compilation, frame)
  if (compilation.evalState.volatile) return `(e.autoescape ? markup(${contents}) : ${contents})`
  return compilation.evalState.autoescape ? `markup(${contents})` : contents
}

/** Appends a str as it is. */
export function writeText(compilation: Compilation, expression: string, frame: Pick<Frame, 'buffer'>): void {
  const { code, target } = compilation
  if (target.mode === 'plain') code.line(`${frame.buffer} += textOf(${expression});`)
  else code.line(`${frame.buffer}.add(${expression});`)
}

/** Appends what a filter or call block made: as it is, but it must be a str. */
export function writeResult(
  compilation: Compilation,
  expression: string,
  place: { readonly offset: number; readonly start: number; readonly end: number },
  frame: Frame,
): void {
  const { code, target } = compilation
  if (target.mode === 'plain') {
    code.line(`${frame.buffer} += textOf(joinable(${expression}, at = ${place.offset}));`)
    return
  }
  const origin = code.constant(originOf(compilation.source, place))
  code.line(`${frame.buffer}.print(joinable(${expression}, at = ${place.offset}), false, ${origin});`)
}

function writeData(compilation: Compilation, node: TemplateData, frame: Frame): void {
  const { code, target, source, evalState } = compilation
  // Jinja2 asks whether to escape even for literal text, and a strict undefined answer fails.
  if (evalState.volatile) code.line(`truthy(e.escaping, at = ${node.offset});`)
  if (target.mode === 'plain') {
    code.line(`${frame.buffer} += ${literal(node.text)};`)
    return
  }
  const spans = code.constant(dataSpans(source, node))
  code.line(`${frame.buffer}.data(${literal(node.text)}, ${spans});`)
}

function writePrinted(compilation: Compilation, node: Printed, frame: Frame): void {
  const { code, target, evalState } = compilation
  const value = compilePrinted(compilation, node.expression, frame)
  const at = `at = ${node.expression.offset}`
  const isVolatile = evalState.volatile && !isFolded(compilation, node.expression)
  if (target.mode === 'mapped') {
    const escaping = isVolatile ? 'e.autoescape' : String(evalState.autoescape)
    const origin = code.constant(originOf(compilation.source, node))
    code.line(`${frame.buffer}.print(${value}, ${escaping}, ${origin}, ${at});`)
  } else if (isVolatile) {
    code.line(`${frame.buffer} += (e.autoescape ? html : text)(${value}, ${at});`)
  } else if (evalState.autoescape) {
    code.line(`${frame.buffer} += html(${value}, ${at});`)
  } else {
    code.local('t')
    code.line(`${frame.buffer} += typeof (t = ${value}) === 'string' ? t : text(t, ${at});`)
  }
  if (target.mode === 'plain')
    code.line(`if (${frame.buffer}.length > ${largeOutput}) work(${frame.buffer}.length, ${at});`)
}

/** Where a printed expression stands, and how the template spells it. */
function originOf(source: Source, place: { readonly start: number; readonly end: number }): Origin {
  const { line, column } = positionOf(source, place.start)
  return { template: source.name ?? '<template>', line, column, expression: source.text.slice(place.start, place.end) }
}

/** One span a line, so that each line of literal text leads to its own line of the template. */
function dataSpans(source: Source, node: TemplateData): readonly Span[] {
  const spans: Span[] = []
  const template = source.name ?? '<template>'
  let { line, column } = positionOf(source, node.offset)
  const ends = /\r\n|\r|\n|$/g
  for (let start = 0; start < node.text.length; ) {
    ends.lastIndex = start
    const match = ends.exec(node.text)
    const end = match === null ? node.text.length : match.index + match[0].length
    spans.push({ start, end, origin: { template, line, column, expression: undefined }, taints: [] })
    line++
    column = 1
    start = end
  }
  return spans
}
