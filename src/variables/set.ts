import { formatPlace, KdeployError } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import { integerOf, isInt64 } from '../json.ts'
import type { Json } from '../json-map.ts'
import { jsonProblem } from './json-problem.ts'
import { type MapNode, nest, toNode, type VariableNode } from './tree.ts'

/** The options that set one variable each, and the environment variables that stand for them, which have an assignment a line. */
const setVariables = {
  '--set-json': 'KDEPLOY_SET_JSON',
  '--set': 'KDEPLOY_SET',
  '--set-string': 'KDEPLOY_SET_STRING',
  '--set-file': 'KDEPLOY_SET_FILE',
} as const
export type SetOption = keyof typeof setVariables
/** What a person wrote an assignment in. */
export type SetLabel = SetOption | (typeof setVariables)[SetOption]

/** The name of what gave an option: the option, or its environment variable where that is among `fromEnvironment`. */
export function labelOf(option: SetOption, fromEnvironment: readonly string[]): SetLabel {
  const variable = setVariables[option]
  return fromEnvironment.includes(variable) ? variable : option
}

/** Whether the label of a layer is that of an option which sets one variable, or of its environment variable. */
export function isSetLabel(label: string): label is SetLabel {
  return Object.entries(setVariables).flat().includes(label)
}

/** How an assignment to a variable is typed: `--set name=value`, `KDEPLOY_SET='name=value'`. */
export function typedAs(label: SetLabel, assignment: string): string {
  return label.startsWith('--') ? `${label} ${assignment}` : `${label}='${assignment}'`
}

/** `--set-string`, or the environment variable of it where `label` is one. */
export function stringLabel(label: SetLabel): SetLabel {
  return label.startsWith('--') ? '--set-string' : setVariables['--set-string']
}

/** `a.b=v` split: the keys (`\.` is a dot within a key) and the text after the first `=`. */
export interface Assignment {
  readonly path: readonly string[]
  readonly text: string
}

/** As YAML has it. */
const maxDepth = 500

/** @throws KdeployError `set-invalid` */
export function parseAssignment(label: SetLabel, argument: string): Assignment {
  const [, name, text] = /^((?:\\.|[^=\\])*)=(.*)$/s.exec(argument) ?? []
  if (name === undefined || text === undefined) throw invalid(label, argument, 'has no =')
  const path = [...name.matchAll(/(?:^|\.)((?:\\.|[^.\\])*)/gs)].map(([, key = '']) => key.replaceAll(/\\(.)/gs, '$1'))
  if (path.some((key) => key === '')) throw invalid(label, argument, 'has an empty key')
  if (path.length > maxDepth) throw invalid(label, argument, `nests more than ${maxDepth} maps`)
  if (/(?<!\\)\[/.test(name)) {
    throw invalid(label, argument, 'sets an item of a list', listHint)
  }
  return { path, text }
}

const listHint = 'lists are replaced as a whole: use --set-json, or a --values file'

function invalid(
  label: SetLabel,
  argument: string,
  problem: string,
  hint = `write ${typedAs(label, 'name=value')}, or ${typedAs(label, 'map.key=value')}; a dot within a key is written \\.`,
): KdeployError {
  const [name = ''] = argument.split('=', 1)
  return new KdeployError({
    code: 'set-invalid',
    category: 'input',
    message: `${label} ${JSON.stringify(name)} ${problem}`,
    hint,
  })
}

/**
 * The value of `--set`: true, false, null and numbers are typed, as helm's are. What a number would print otherwise
 * than it was typed stays a string: 1.10, 007, 1e3, an integer of more than 64 bits.
 */
export function typedValue(text: string): Json {
  if (text === 'true') return true
  if (text === 'false') return false
  if (text === 'null') return null
  if (/^-?[1-9]\d*$/.test(text)) return isInt64(BigInt(text)) ? integerOf(BigInt(text)) : text
  const number = Number(text)
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : text
}

/** @throws KdeployError `set-invalid` where the value of a `--set-json` is not JSON; its text isn't shown, it may be secret */
export function checkJson(label: SetLabel, { path, text }: Assignment): void {
  const problem = jsonProblem(text)
  if (problem === undefined) return
  const before = text.slice(0, problem.offset).split('\n')
  const line = before.length === 1 ? '' : `line ${before.length}, `
  const column = (before.at(-1)?.length ?? 0) + 1
  const example = `${path.join('.')}={"key": [1, "text"]}`
  const quoted = label === '--set-json' ? `${label} '${example}'` : typedAs(label, example)
  const hint = `quote it for the shell: ${quoted}; a text needs quotes of its own`
  throw invalid(label, path.join('.'), `is not JSON: ${line}column ${column}: expected ${problem.expected}`, hint)
}

/** A tree of one variable; its value is literal, never a template. `isFloat`: of a number within the value. */
export function assignmentNode(
  label: SetLabel,
  { path }: Assignment,
  value: Json,
  isFloat?: (path: FieldPath) => boolean,
): MapNode {
  const leaf: VariableNode = toNode(value, { by: () => ({ label, place: undefined }), isFloat })
  const node = nest(path, leaf)
  if (node.kind !== 'map') throw new Error('an assignment has a path')
  return node
}

/**
 * @throws `set-invalid` where a layer is an assignment (`l.0=v`) to a part of what is a list below it: merging would replace
 * the list by a map
 */
export function refuseListParts(layer: MapNode, below: MapNode): void {
  const given = layer.by.label
  if (!isSetLabel(given)) return
  const path: string[] = []
  let under: VariableNode | undefined = below
  let over: VariableNode = layer
  while (over.kind === 'map' && under?.kind === 'map') {
    const entry: readonly [string, VariableNode] | undefined = [...over.entries][0]
    if (entry === undefined) return
    path.push(entry[0])
    under = under.entries.get(entry[0])
    over = entry[1]
  }
  if (over.kind !== 'map' || under?.kind !== 'list') return
  const { label, place } = under.by
  const list = path.join('.')
  throw invalid(
    given,
    [...path, ...over.entries.keys()].join('.'),
    `sets a part of ${list}, which is a list (${place === undefined ? label : formatPlace(place)})`,
    listHint,
  )
}
