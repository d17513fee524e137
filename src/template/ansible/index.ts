import { type Filter, registry } from '../filters/filter.ts'
import { Undefined } from '../python/undefined.ts'
import { combinatoricFilters } from './filters/combinatorics.ts'
import { combineFilters } from './filters/combine.ts'
import { commentFilters } from './filters/comment.ts'
import { dictFilters } from './filters/dicts.ts'
import { digestFilters } from './filters/digests.ts'
import { encodeFilters } from './filters/encode.ts'
import { jsonFilters } from './filters/json.ts'
import { listFilters } from './filters/lists.ts'
import { logicFilters } from './filters/logic.ts'
import { mathFilters } from './filters/math.ts'
import { pathFilters } from './filters/paths.ts'
import { regexFilters } from './filters/regex.ts'
import { setFilters } from './filters/sets.ts'
import { sizeFilters } from './filters/sizes.ts'
import { timeFilters } from './filters/strftime.ts'
import { textFilters } from './filters/text.ts'
import { urlFilters } from './filters/urls.ts'
import { yamlFilters } from './filters/yaml.ts'
import { ipFilters } from './ip/filters.ts'
import { ipTests } from './ip/tests.ts'
import { regexTests } from './tests/regex.ts'
import { urlTests } from './tests/urls.ts'
import { valueTests } from './tests/values.ts'
import { versionTests } from './tests/versions.ts'

/** Filters that do something with an undefined value. */
const takesUndefined = new Set(['combine', 'mandatory', 'ternary', 'to_nice_yaml', 'to_yaml', 'type_debug'])

/** The extension `kdeploy.ansible`: the filters of ansible-core, and those of IP addresses of ansible.utils, by name. */
export const ansibleFilters: ReadonlyMap<string, Filter> = registry(
  [
    ...combinatoricFilters,
    ...combineFilters,
    ...commentFilters,
    ...dictFilters,
    ...digestFilters,
    ...encodeFilters,
    ...ipFilters,
    ...jsonFilters,
    ...listFilters,
    ...logicFilters,
    ...mathFilters,
    ...pathFilters,
    ...regexFilters,
    ...setFilters,
    ...sizeFilters,
    ...textFilters,
    ...timeFilters,
    ...urlFilters,
    ...yamlFilters,
  ].map(passingUndefined),
)

/** Its tests, by name. */
export const ansibleTests: ReadonlyMap<string, Filter> = registry(
  ipTests,
  regexTests,
  urlTests,
  valueTests,
  versionTests,
)

/**
 * Ansible's filters give an undefined argument on, for `default` or the end of the expression, where any of Jinja2's would fail;
 * so do these where undefined is strict, as it is in Ansible.
 */
function passingUndefined(filter: Filter): Filter {
  if (takesUndefined.has(filter.name)) return filter
  const call: Filter['call'] = (frame, ...args) => {
    const absent = frame.undefinedKind === 'strict' ? args.find((argument) => argument instanceof Undefined) : undefined
    return absent ?? filter.call(frame, ...args)
  }
  return { ...filter, call }
}

const inUtils: ReadonlySet<string> = new Set([...ipFilters, ...ipTests].map(({ name }) => name))

/**
 * These by their full names too, as `ansible.builtin.basename` and `ansible.utils.ipaddr`; `own` are Jinja2's, which Ansible has in
 * its builtin collection.
 */
export function withFullNames(
  own: ReadonlyMap<string, Filter>,
  added: ReadonlyMap<string, Filter>,
): ReadonlyMap<string, Filter> {
  const all = new Map([...own, ...added])
  for (const [name, filter] of [...all]) {
    const collections = inUtils.has(name) ? ['ansible.utils', 'ansible.netcommon'] : ['ansible.builtin']
    for (const collection of collections) all.set(`${collection}.${name}`, filter)
  }
  return all
}
