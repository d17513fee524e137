import type { KubeObject } from '../manifest/types.ts'
import { type CustomKind, readDefinition } from './custom.ts'

/** A text that holds CustomResourceDefinitions. Reading one takes long, and most kinds that are known are not used. */
export interface DefinitionText {
  readonly text: string
  /** May throw. */
  readonly read: () => readonly KubeObject[]
}

/** What is known of custom resources. Later definitions of a kind count. */
export interface CustomKinds {
  readonly find: (group: string, kind: string) => CustomKind | undefined
}

/** The kinds of some definitions; `texts` are read where they seem to define what is asked for, and count more than the rest. */
export function customKinds(definitions: readonly KubeObject[], texts: readonly DefinitionText[] = []): CustomKinds {
  const known = new Map(definitions.map(readDefinition).map((one) => [keyOf(one.group, one.kind), one]))
  const found = new Map<string, CustomKind | undefined>()
  const read = new Map<DefinitionText, readonly CustomKind[]>()
  const kindsIn = (text: DefinitionText) => {
    const kinds = read.get(text) ?? text.read().map(readDefinition)
    read.set(text, kinds)
    return kinds
  }
  const findWritten = (group: string, kind: string) =>
    texts
      .filter(({ text }) => says(text, 'group', group) && says(text, 'kind', kind))
      .flatMap(kindsIn)
      .findLast((one) => one.group === group && one.kind === kind)
  return {
    find: (group, kind) => {
      const key = keyOf(group, kind)
      if (!found.has(key)) found.set(key, findWritten(group, kind) ?? known.get(key))
      return found.get(key)
    },
  }
}

/** The same with more definitions, which count more. */
export function withMoreKinds(kinds: CustomKinds, definitions: readonly KubeObject[]): CustomKinds {
  if (definitions.length === 0) return kinds
  const more = customKinds(definitions)
  return { find: (group, kind) => more.find(group, kind) ?? kinds.find(group, kind) }
}

/** Whether a text in YAML or JSON has a field with this value somewhere. */
function says(text: string, field: string, value: string): boolean {
  return new RegExp(`${field}["']?\\s*:\\s*["']?${value.replaceAll(/[^\w-]/g, '\\$&')}(?![\\w.-])`).test(text)
}

function keyOf(group: string, kind: string): string {
  return `${group}/${kind}`
}
