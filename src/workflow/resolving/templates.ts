import { KdeployError } from '../../errors.ts'
import type { RenderedTemplate } from '../../manifest/read.ts'
import { isLineOfSecret } from '../../manifest/secret.ts'
import { withoutOwnSecrets } from '../../programs/own-secrets.ts'
import type { MatchedFile } from '../../project/files/matched-files.ts'
import { fileText } from '../../project/files/read-file.ts'
import { withoutMark } from '../../project/files/utf8.ts'
import type { Project } from '../../project/project.ts'
import { isRaw, renderedFile } from '../../project/project-templates.ts'
import type { MissingTemplate } from '../../project/templates.ts'
import type { ChainLink } from '../../template/errors.ts'
import {
  createEnvironment,
  float,
  type MappedText,
  type Reads,
  retain,
  TemplateError,
  taint,
} from '../../template/library.ts'
import { PyDict } from '../../template/python/dict.ts'
import { raise } from '../../template/python/error.ts'
import { PyFunction } from '../../template/python/function.ts'
import { truthy } from '../../template/python/operators.ts'
import { strText } from '../../template/python/show.ts'
import { signature } from '../../template/python/signature.ts'
import type { Text } from '../../template/python/text.ts'
import type { TemplateEngine } from '../../variables/engine.ts'
import type { TemplateWorld } from '../run/world.ts'
import { withPlaces } from './template-places.ts'

export type Variables = Readonly<Record<string, unknown>>

/** A project's templates, rendered with its own `jinja:` options; errors name files as a person opens them. */
export interface Templates {
  /** The text, exactly as Jinja2 renders it. */
  render(template: string, variables: Variables): string
  /** The text, whose every character leads back to its template line. */
  renderWithPlaces(template: string, variables: Variables): RenderedTemplate
  /** What it takes from its variables. @throws KdeployError for a syntax error */
  reads(template: string): Reads
  /** For strings in profile files that are templates themselves. */
  readonly engine: TemplateEngine
}

export function openTemplates(project: Project, world: TemplateWorld): Templates {
  const open = () => templatesOf(project, world.environment)
  return world.once?.(`templates ${project.folder}`, open) ?? open()
}

function templatesOf(project: Project, processEnvironment: Readonly<NodeJS.ProcessEnv>): Templates {
  const loader = (name: string) => project.readTemplate(name)
  const join_path = (name: string, parent: string) => project.joinTemplate(name, parent)
  const lookups = { file: (path: string) => lookUp(path, project), environment: withoutOwnSecrets(processEnvironment) }
  // A variable's last newline is the variable's own, not the template file's.
  const strings = createEnvironment({ ...project.jinja, keep_trailing_newline: true, loader, lookups })
  /** Those of the render that is under way: a file that it renders sees them. */
  let current: Variables = {}
  const renderFile = ({ path, text = '' }: MatchedFile) =>
    retain(strings.renderStringWithMap(text, current, `${renderedFile}${path}`))
  const globals = { files: filesFunction(project, renderFile) }
  const environment = createEnvironment({ ...project.jinja, loader, join_path, globals, lookups })
  const rendering = <Result>(variables: Variables, render: () => Result): Result => {
    current = variables
    return located(project, render)
  }
  const renderWithPlaces = (template: string, variables: Variables) => {
    if (isRaw(template)) return withPlaces(template, asItIs(template, project), (name) => project.fileOf(name))
    const mapped = rendering(variables, () => environment.renderWithMap(template, variables))
    return refuseSurrogates(withPlaces(template, mapped, (name) => project.fileOf(name)))
  }
  return {
    render: (template, variables) => {
      if (isRaw(template)) return project.readRaw(template)
      const text = rendering(variables, () => environment.render(template, variables))
      return surrogate.test(text) ? renderWithPlaces(template, variables).text : text
    },
    renderWithPlaces,
    reads: (template) => located(project, () => environment.reads(template)),
    engine: {
      render: (source, variables): MappedText => strings.renderStringWithMap(source, variables),
      mark: (text, spans) => retain({ text, spans }),
      float,
      taint: (value, taints, isFloat) => taint(isFloat && typeof value === 'number' ? float(value) : value, ...taints),
    },
  }
}

/** A file that is no template, as if one had written it line by line. */
function asItIs(template: string, project: Project): MappedText {
  const text = project.readRaw(template)
  const origin = { template, line: 1, column: 1, expression: undefined }
  const file = project.fileOf(template)
  const taints = project.isSensitiveFile(template.slice('raw:'.length)) ? [{ source: file, key: '' }] : []
  return { text, spans: text === '' ? [] : [{ start: 0, end: text.length, origin, taints }] }
}

/**
 * `files('config/*')`: the texts of files of the project, by name. One that isn't UTF-8 is an error, unless `binary` says which of
 * the two are wanted: false the texts, true the others in base64. `render`: each is a template of its own, which sees the profile's
 * variables. What a sensitive source read stays sensitive.
 */
function filesFunction(project: Project, renderFile: (file: MatchedFile) => Text): PyFunction {
  const declared = signature('files', 'pattern', 'render=False', 'binary=None')
  return new PyFunction('files', declared, (pattern = null, render = null, binary = null) => {
    const found = project.matchFiles(strText(pattern))
    if (typeof found === 'string') return raise('ValueError', `files: ${found}`)
    const strange = found.filter(({ text }) => text === undefined)
    if (binary === null && strange.length > 0) return raise('ValueError', describeBinary(strText(pattern), strange))
    const isWanted = ({ text }: MatchedFile) => (text === undefined) === (binary !== null && truthy(binary))
    const dict = new PyDict()
    for (const file of found.filter(isWanted)) {
      const isRendered = file.text !== undefined && truthy(render)
      const given = isRendered ? renderFile(file) : (file.text ?? file.bytes.toString('base64'))
      const label = { source: project.nameOf(file.path), key: '' }
      dict.set(file.name, project.isSensitiveFile(file.path) ? taint(given, label) : given)
    }
    return dict
  })
}

/** The text of a file that the lookup `file` names; what a sensitive source read stays sensitive. @throws KdeployError as readBytes does */
function lookUp(path: string, project: Project): unknown {
  const bytes = project.readBytes(path)
  if (bytes === undefined) return undefined
  const name = project.nameOf(path)
  const text = withoutMark(fileText(bytes, name))
  return project.isSensitiveFile(path) ? taint(text, { source: name, key: '' }) : text
}

function describeBinary(pattern: string, files: readonly MatchedFile[]): string {
  const names = files.map(({ path }) => path).join(', ')
  return `files: not UTF-8: ${names}; write files('${pattern}', binary=false) for data, and files('${pattern}', binary=true) for binaryData`
}

/** Half of a surrogate pair, which UTF-8 can't hold: written, it would be U+FFFD. */
const surrogate = /\p{Surrogate}/u

/** @throws KdeployError `template-not-text` with the place that wrote it */
function refuseSurrogates(rendered: RenderedTemplate): RenderedTemplate {
  const offset = rendered.text.search(surrogate)
  if (offset < 0) return rendered
  throw new KdeployError({
    code: 'template-not-text',
    category: 'input',
    message: 'the template writes half of a surrogate pair, which is not a character',
    place: rendered.placeAt(offset),
    hint: 'write the whole character, e.g. "\\U0001F600"',
  })
}

/** Runs a render; an error's places become the files that hold them, its chain the lines under its excerpt. */
function located<Result>(project: Project, render: () => Result): Result {
  try {
    return render()
  } catch (error) {
    if (!(error instanceof TemplateError) || error.template === null) throw error
    throw locate(error, project)
  }
}

/** `by`: what led to a file that the template renders. */
function locate(error: TemplateError, project: Project, by: readonly ChainLink[] = []): KdeployError {
  const { cause } = error
  if (error.name === 'InternalError' && cause instanceof TemplateError)
    return locate(cause, project, [error, ...error.chain])
  const chain = [...error.chain, ...by]
    .filter(({ template }) => template !== null)
    .map(({ template, line, column, label }) => `in ${label}, ${project.fileOf(template ?? '')}:${line}:${column}`)
  if (error.name === 'InternalError' && cause instanceof KdeployError) return cause
  // Python's message is the name alone, with what is sensitive in it masked.
  const missing = missingOf(error, project)
  const refusal = cause instanceof KdeployError ? cause : undefined
  return new KdeployError({
    code: refusal?.code ?? error.code,
    category: error.category,
    message: missing?.message ?? error.message,
    place: { file: project.fileOf(error.template ?? ''), line: error.line, column: error.column },
    detail: [...(isInSecret(error, project, by) ? [] : [error.detail]), ...new Set(chain)].join('\n') || undefined,
    hint: missing?.hint ?? refusal?.hint ?? error.hint,
    cause: error,
  })
}

/** A line of a Secret may hold a literal password: what failed there, or in what is included there, is told without it. */
function isInSecret({ template, line, chain }: TemplateError, project: Project, by: readonly ChainLink[]): boolean {
  return [{ template, line }, ...chain, ...by].some((place) => {
    const source = place.template === null ? null : project.readTemplate(place.template)
    return source !== null && isLineOfSecret(source, place.line)
  })
}

function missingOf(error: TemplateError, project: Project): MissingTemplate | undefined {
  if (error.name === 'TemplateNotFound') return project.describeMissing(error.message)
  if (error.name !== 'TemplatesNotFound') return undefined
  const packages = error.message.includes('pkg:') ? '; a package is installed by npm install --save-dev' : ''
  return { message: error.message, hint: `names are paths from ${project.templatesFolder}${packages}` }
}
