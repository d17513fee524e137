import { KdeployError } from '../errors.ts'
import type { Json } from '../yaml/json.ts'
import { type MapNode, nest, toNode, type VariableNode } from './tree.ts'

/** The options that set one variable each. */
export type SetOption = '--set' | '--set-string' | '--set-file'

/** `a.b=v` split: the keys (`\.` is a dot within a key) and the text after the first `=`. */
export interface Assignment {
  readonly path: readonly string[]
  readonly text: string
}

/** Throws KdeployError `set-invalid`. */
export function parseAssignment(option: SetOption, argument: string): Assignment {
  const [, name, text] = /^((?:\\.|[^=\\])*)=(.*)$/s.exec(argument) ?? []
  if (name === undefined || text === undefined) throw invalid(option, argument, 'has no =')
  const path = [...name.matchAll(/(?:^|\.)((?:\\.|[^.\\])*)/gs)].map(([, key = '']) => key.replaceAll(/\\(.)/gs, '$1'))
  if (path.some((key) => key === '')) throw invalid(option, argument, 'has an empty key')
  if (/(?<!\\)\[/.test(name)) {
    throw invalid(option, argument, 'sets an item of a list; lists are replaced as a whole, by a file for --values')
  }
  return { path, text }
}

function invalid(option: SetOption, argument: string, problem: string): KdeployError {
  const [name = ''] = argument.split('=', 1)
  return new KdeployError({
    code: 'set-invalid',
    category: 'input',
    message: `${option} ${JSON.stringify(name)} ${problem}`,
    hint: `write ${option} name=value, or ${option} map.key=value; a dot within a key is written \\.`,
  })
}

/**
 * The value of `--set`: true, false, null and numbers are typed, as helm's are. What a number would print otherwise
 * than it was typed stays a string: 1.10, 007, 1e3, a long run of digits.
 */
export function typedValue(text: string): Json {
  if (text === 'true') return true
  if (text === 'false') return false
  if (text === 'null') return null
  const number = Number(text)
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : text
}

/** A tree of one variable; its value is literal, never a template. */
export function assignmentNode(option: SetOption, { path }: Assignment, value: Json): MapNode {
  const leaf: VariableNode = toNode(value, { by: () => ({ label: option, place: undefined }) })
  const node = nest(path, leaf)
  if (node.kind !== 'map') throw new Error('an assignment has a path')
  return node
}
