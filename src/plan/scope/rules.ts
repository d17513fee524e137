import { asList, isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'

/** One right: a single item of each list of a PolicyRule. */
interface Right {
  readonly verb: string
  readonly group: string
  readonly resource: string
  /** undefined: whatever its name. */
  readonly name: string | undefined
  /** undefined: it is about a resource. */
  readonly url: string | undefined
}

/** A rule that names more than this is taken for one that nothing covers, so that a huge one costs nothing. */
const mostRights = 10_000

const allRights: Right = { verb: '*', group: '*', resource: '*', name: undefined, url: undefined }

/**
 * What the rules of a Role grant that other rules don't, right by right, as the API server compares them to refuse an escalation
 * (kubernetes.io, "Privilege escalation prevention and bootstrapping"); in words, each once.
 */
export function extraRules(wanted: Json | undefined, present: Json | undefined): string[] {
  const rules = rulesOf(present)
  const beyond = rightsOf(wanted).filter((right) => !rules.some((rule) => covers(rule, right)))
  return [...new Set(beyond.map(describe))]
}

function rightsOf(rules: Json | undefined): Right[] {
  if (rules === undefined || rules === null) return []
  if (!Array.isArray(rules)) return [allRights]
  return rules.flatMap((rule) => (isMap(rule) ? rightsOfRule(rule) : [allRights]))
}

function rightsOfRule(rule: JsonObject): Right[] {
  const [verbs, groups, resources, names, urls] = [
    'verbs',
    'apiGroups',
    'resources',
    'resourceNames',
    'nonResourceURLs',
  ].map((key) => textsAt(rule, key))
  if (!verbs || !groups || !resources || !names || !urls) return [allRights]
  const named = names.length === 0 ? [undefined] : names
  const count = verbs.length * (groups.length * resources.length * named.length + urls.length)
  if (count > mostRights) return [allRights]
  return verbs.flatMap((verb) => [
    ...groups.flatMap((group) =>
      resources.flatMap((resource) => named.map((name) => ({ verb, group, resource, name, url: undefined }))),
    ),
    ...urls.map((url) => ({ verb, group: '', resource: '', name: undefined, url })),
  ])
}

/** undefined where the field isn't a list of texts. */
function textsAt(rule: JsonObject, key: string): string[] | undefined {
  const value = rule[key]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((item) => typeof item === 'string')
  return texts.length === value.length ? texts : undefined
}

function rulesOf(rules: Json | undefined): JsonObject[] {
  return asList(rules).filter(isMap)
}

function covers(rule: JsonObject, { verb, group, resource, name, url }: Right): boolean {
  const has = (key: string, wanted: string) => {
    const texts = textsAt(rule, key) ?? []
    return texts.includes('*') || texts.includes(wanted)
  }
  if (!has('verbs', verb)) return false
  if (url !== undefined) return (textsAt(rule, 'nonResourceURLs') ?? []).some((known) => coversUrl(known, url))
  const names = textsAt(rule, 'resourceNames') ?? []
  const isNamed = names.length === 0 || (name !== undefined && names.includes(name))
  const subresource = resource.includes('/') ? `*/${resource.slice(resource.indexOf('/') + 1)}` : resource
  return isNamed && has('apiGroups', group) && (has('resources', resource) || has('resources', subresource))
}

/** Only at its end does a `*` stand for anything. */
function coversUrl(known: string, wanted: string): boolean {
  return known === wanted || (known.endsWith('*') && wanted.startsWith(known.slice(0, -1)))
}

/** `delete secrets`, `get deployments.apps "web"`, `get /metrics`; `*` is said as it is written. */
function describe({ verb, group, resource, name, url }: Right): string {
  if (url !== undefined) return `${verb} ${url}`
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` "${name}"`}`
}
