import { formatPath } from '../field-path.ts'
import type { Finding } from '../findings/finding.ts'
import { isExcepted, type RuleSwitches } from '../findings/switches.ts'
import { refOf } from '../manifest/identity.ts'
import { isQuotable, namedPath } from '../manifest/secret.ts'
import type { FieldPath, Manifest } from '../manifest/types.ts'
import type { ApiProblem } from './api-versions.ts'
import { type Problem, problemText } from './check/problem.ts'
import { isDefinition } from './custom.ts'
import { schemaRules } from './rules.ts'
import { checkObject, type Schemas, withDefinitions } from './schemas.ts'

/** What is done besides with each manifest. */
export interface Beyond {
  /** What else is found in it, given the fields that the schemas tell of. Default: nothing. */
  readonly find?: (manifest: Manifest, told: readonly FieldPath[]) => Finding[]
  /** Told of each kind that no schema is known of: `monitoring.coreos.com/v1 ServiceMonitor`. */
  readonly noteUnchecked?: (kind: string) => void
}

/**
 * What the schemas say of all that a profile renders, the CustomResourceDefinitions among it included.
 */
export function checkManifests(
  manifests: readonly Manifest[],
  schemas: Schemas,
  switches: RuleSwitches,
  { find = () => [], noteUnchecked = () => {} }: Beyond = {},
): Finding[] {
  const all = withDefinitions(schemas, manifests.map(({ object }) => object).filter(isDefinition))
  return manifests.flatMap((manifest) => {
    const { object } = manifest
    const { api, problems, isUnchecked } = checkObject(all, object)
    if (isUnchecked) noteUnchecked(`${object.apiVersion} ${object.kind}`)
    return [
      ...(api === undefined ? [] : apiFindings(manifest, api, switches)),
      ...problems.flatMap((problem) => schemaFinding(manifest, problem, switches)),
      ...find(manifest, problems.map(toldField)),
    ]
  })
}

/** The field that a problem is about, one that is missing included. */
function toldField({ kind, path, message }: Problem): FieldPath {
  return kind === 'missing' ? [...path, message.replace(/ is missing$/, '')] : path
}

function apiFindings(
  manifest: Manifest,
  { rule, field, message, hint }: ApiProblem,
  switches: RuleSwitches,
): Finding[] {
  return findingOf(manifest, rule, [field], { message, hint }, switches)
}

function schemaFinding(manifest: Manifest, problem: Problem, switches: RuleSwitches): Finding[] {
  const path = namedPath(problem.path, manifest)
  const isTold = isQuotable(problem.path, manifest)
  // A hint may tell of the value or the key, too: `did you mean 2Gi?`
  const hint = isTold || (problem.kind !== 'value' && path.length === problem.path.length) ? problem.hint : undefined
  const text = problemText({ ...problem, found: isTold ? problem.found : undefined })
  const message = path.length === 0 ? text : `${formatPath(path)}: ${text}`
  return findingOf(manifest, 'schema', path, { message, hint }, switches)
}

function findingOf(
  manifest: Manifest,
  name: string,
  path: FieldPath,
  { message, hint }: { readonly message: string; readonly hint: string | undefined },
  switches: RuleSwitches,
): Finding[] {
  const { kind, namespace, name: object } = refOf(manifest.object)
  const severity = switches.severities.get(name) ?? schemaRules.find((rule) => rule.name === name)?.severity ?? 'error'
  if (severity === 'off' || isExcepted(name, { kind, name: object }, switches)) return []
  const about = { kind, namespace, name: object }
  return [
    {
      rule: name,
      severity,
      message,
      place: manifest.placeOf(path),
      about,
      hint,
      variables: manifest.variablesOf?.(path),
    },
  ]
}
