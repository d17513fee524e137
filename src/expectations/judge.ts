import { type FieldPath, valueAtPath } from '../field-path.ts'
import { describeRef, refOf } from '../manifest/identity.ts'
import type { Failure, JudgedManifest } from './failure.ts'
import { describePath, type FoundField, findFields } from './field-query.ts'
import { shown } from './matcher.ts'
import { describeSelector, explainNone, nameAll, select } from './select.ts'
import type { Assertion, FieldAssertion } from './test-file.ts'

/** In what manifests aren't as an assertion says; empty where they are. */
export function judge(manifests: readonly JudgedManifest[], assertion: Assertion): Failure[] {
  const { selector, place, fields } = assertion
  const selected = select(manifests, selector)
  const wanted = assertion.count
  const what = describeSelector(selector)
  if (wanted !== undefined && wanted.value !== selected.length) {
    const found = selected.length === 0 ? 'none' : `${selected.length}: ${nameAll(selected)}`
    const hint = selected.length === 0 ? explainNone(manifests, selector) : undefined
    const message = `${what === 'manifest' ? 'manifests' : what}: expected ${wanted.value}, found ${found}`
    return [{ message, place: wanted.place, written: selected[0]?.manifest.placeOf([]), hint }]
  }
  if (selected.length === 0 && wanted === undefined)
    return [{ message: `no ${what} is rendered`, place, hint: explainNone(manifests, selector) }]
  return selected.flatMap((one) => fields.flatMap((field) => judgeField(one, field)))
}

function judgeField({ manifest, masked }: JudgedManifest, { path, steps, matcher, place }: FieldAssertion): Failure[] {
  const object = describeRef(refOf(masked))
  const found = findFields(manifest.object, steps)
  const missing = (message: string, at: FieldPath, hint?: string): Failure => ({
    message: `${object}: ${message}`,
    place,
    written: manifest.placeOf(at),
    hint,
  })
  if (found.length === 0 && matcher.presence === 'required')
    return [missing(`${path} leads into an empty list, expected ${matcher.expected}`, [])]
  return found.flatMap((field) => {
    const { value, meant } = field
    if (value === undefined) {
      if (matcher.presence === 'refused') return []
      const question = meant === undefined ? undefined : `did you mean ${meant}?`
      return [missing(`${path} is missing, expected ${matcher.expected}`, field.path, question)]
    }
    if (matcher.accepts(value)) return []
    return [
      {
        message: `${object}: ${describePath(masked, field.path)} is ${shownField(field, masked)}, expected ${matcher.expected}`,
        place,
        written: manifest.placeOf(field.path),
        variables: manifest.variablesOf?.(field.path),
        hint: matcher.hint,
      },
    ]
  })
}

function shownField({ path }: FoundField, masked: JudgedManifest['masked']): string {
  const value = valueAtPath(masked, path)
  return value === undefined ? '(masked)' : shown(value)
}
