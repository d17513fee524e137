import { type FieldPath, formatPath, valueAtPath } from '../field-path.ts'
import type { Finding } from '../findings/finding.ts'
import { isExcepted, type RuleSwitches } from '../findings/switches.ts'
import { stringifyJson } from '../json.ts'
import { getOwn } from '../json-map.ts'
import { refOf } from '../manifest/identity.ts'
import { isQuotable, namedPath, withoutSensitiveWords } from '../manifest/secret.ts'
import type { KubeObject, Manifest } from '../manifest/types.ts'
import type { BuiltIn } from '../schemas/built-in.ts'
import { shorten } from '../shorten.ts'
import { isConsequence } from './consequences.ts'
import { Field, type InvalidValue } from './forms/field.ts'
import { checkMetadata } from './metadata.ts'
import { checks } from './registry.ts'
import { invalidValue } from './rules.ts'

/**
 * Every value that the API server of a Kubernetes version refuses though the schema doesn't, as far as the object alone shows it.
 * Of a version of a kind that isn't served, and of custom resources, the metadata is checked alone.
 */
export function invalidValuesIn(
  object: KubeObject,
  { minor, kinds }: Pick<BuiltIn, 'minor' | 'kinds'>,
): InvalidValue[] {
  const found: InvalidValue[] = []
  const { group, kind } = refOf(object)
  const root = new Field(object, { minor, found })
  checkMetadata(root, group, kind)
  if (kinds.has(`${object.apiVersion} ${kind}`)) getOwn(checks, `${group}/${kind}`)?.(root)
  return found
}

/** The same as findings, but for what is wrong only since one of the `broken` fields is, of which the schema tells. */
export function findInvalidValues(
  manifest: Manifest,
  broken: readonly FieldPath[],
  version: Pick<BuiltIn, 'minor' | 'kinds'>,
  switches: RuleSwitches,
): Finding[] {
  const severity = switches.severities.get(invalidValue.name) ?? 'error'
  if (severity === 'off') return []
  const { object } = manifest
  if (isExcepted(invalidValue.name, refOf(object), switches)) return []
  return invalidValuesIn(object, version)
    .filter(({ path }) => !isConsequence(path, broken, object))
    .map((invalid) => ({ ...findingOf(invalid, manifest), severity }))
}

function findingOf(invalid: InvalidValue, manifest: Manifest): Omit<Finding, 'severity'> {
  const { path } = invalid
  const { kind, namespace, name } = refOf(manifest.object)
  const wanted = withoutSensitiveWords(invalid.wanted, manifest)
  const isGuess = invalid.hint?.startsWith('did you mean') && !isQuotable(path, manifest)
  const hint = invalid.hint === undefined || isGuess ? undefined : withoutSensitiveWords(invalid.hint, manifest)
  const about = { kind, namespace, name }
  return {
    rule: invalidValue.name,
    message: messageOf(path, wanted, manifest),
    place: manifest.placeOf(namedPath(path, manifest)),
    about,
    hint,
    variables: manifest.variablesOf?.(path),
  }
}

/** As the schemas' own findings: `spec.ports[0].port: must be between 1 and 65535, but is 70000`. */
function messageOf(path: FieldPath, wanted: string, manifest: Manifest): string {
  const named = namedPath(path, manifest)
  // Of what is behind a sensitive key, all that is said is that.
  if (named.length < path.length) return `${formatPath(named)}: has an entry that is not valid`
  const outer = path.slice(0, -1)
  if (wanted.startsWith('is missing') && outer.length > 0) return `${formatPath(outer)}: ${path.at(-1)} ${wanted}`
  return `${formatPath(path)}: ${wanted}${describeFound(path, wanted, manifest)}`
}

/** What needs no value beside it. */
const saysAll = /^must be left out|^must have at most|^must not be (?!negative)|^is not a resource/

/** What the field holds, where that is wrong itself: a scalar's value, unless it is sensitive. */
function describeFound(path: FieldPath, wanted: string, manifest: Manifest): string {
  if (saysAll.test(wanted)) return ''
  const lead = wanted.startsWith('must ') ? ', but is' : wanted.startsWith('is not ') ? ':' : undefined
  if (lead === undefined) return ''
  const value = valueAtPath(manifest.object, path) ?? null
  if (value === null || typeof value === 'object') return ''
  if (!isQuotable(path, manifest)) return ''
  return `${lead} ${shorten(stringifyJson(value), { most: 60, firstLines: 1 })}`
}
