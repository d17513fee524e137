import { textAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { type JsonPath, parseJsonPath, textOf, valuesAt } from './json-path.ts'
import type { Assessment, Kind } from './kind.ts'
import { failed, progressing, ready } from './outcome.ts'

/** Annotations with rules, one a line, as `kubectl wait --for=jsonpath` takes them: `{.status.phase}=Running`. */
export const readyWhenAnnotation = 'kdeploy.dev/ready-when'
export const failWhenAnnotation = 'kdeploy.dev/fail-when'

/** `{.status.phase}=Running`; without a value the field must be there. */
export interface Rule {
  readonly text: string
  readonly path: JsonPath
  readonly value: string | undefined
}

/** undefined for a text that is no rule. */
export function parseRule(text: string): Rule | undefined {
  const [, expression, value] = /^(\{.*\}|[^=]+?)(?:=(?!=)(.*))?$/s.exec(text.trim()) ?? []
  const path = expression === undefined ? undefined : parseJsonPath(expression)
  return path === undefined ? undefined : { text: text.trim(), path, value: value?.replace(/^(["'])(.*)\1$/, '$2') }
}

/** The lines of an annotation. */
export function ruleLines(object: KubeObject, annotation: string): string[] {
  return textAt(object, 'metadata', 'annotations', annotation)
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/**
 * What the object's own rules make of its kind's assessment: fail-when fails it; ready-when must hold besides what its kind
 * wants, or instead where the kind only follows conventions.
 */
export function readyWhen(object: KubeObject, kind: Kind, byKind: Assessment): Assessment {
  if (byKind.state === 'failed' || byKind.isUnseen === true) return byKind
  const broken = rulesOf(object, failWhenAnnotation).find((rule) => holds(object, rule))
  if (broken !== undefined)
    return failed(`${broken.text} (${failWhenAnnotation})`, [
      { reason: 'FailWhen', message: `${broken.text} is true`, final: true },
    ])
  const rules = rulesOf(object, readyWhenAnnotation)
  if (rules.length === 0) return byKind
  if (byKind.state !== 'ready' && kind.byConvention !== true) return byKind
  const open = rules.find((rule) => !holds(object, rule))
  if (open === undefined) return byKind.state === 'ready' ? byKind : ready(rules.map(({ text }) => text).join(', '))
  return progressing(`waiting for ${open.text}${now(object, open)}`, byKind.causes, byKind.counts)
}

function rulesOf(object: KubeObject, annotation: string): Rule[] {
  return ruleLines(object, annotation).flatMap((line) => parseRule(line) ?? [])
}

/** As kubectl wait: the path leads to one value, which is the wanted one. */
function holds(object: KubeObject, { path, value }: Rule): boolean {
  const found = valuesAt(object, path)
  return value === undefined ? found.length > 0 : found.length === 1 && found.every((item) => textOf(item) === value)
}

function now(object: KubeObject, { path, value }: Rule): string {
  const found = valuesAt(object, path)
  if (value === undefined || found.length === 0) return ''
  return `, currently ${found.map(textOf).join(', ')}`
}
