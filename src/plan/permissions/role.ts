import { groupBy } from '../../group-by.ts'
import type { Need } from './need.ts'

interface Rule {
  readonly apiGroup: string
  readonly resources: string[]
  readonly verbs: readonly string[]
}

/** The order in which a Role's verbs are mostly written. */
const verbOrder: readonly Need['verb'][] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']

/**
 * The Roles (ClusterRoles for the whole cluster) that grant all of this, as YAML, one rule a line. `name`: theirs, which says for
 * what they are enough, so that one doesn't take another's place.
 */
export function rolesFor(needs: readonly Need[], name: string): string[] {
  const places = [...new Set(needs.map(({ namespace }) => namespace))]
  return places.map((namespace) => {
    const all = needs.filter((need) => need.namespace === namespace)
    return [
      'apiVersion: rbac.authorization.k8s.io/v1',
      `kind: ${namespace === undefined ? 'ClusterRole' : 'Role'}${all.every(({ isOptional }) => isOptional) ? ' # optional' : ''}`,
      `metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${JSON.stringify(namespace)}`}}`,
      'rules:',
      ...rulesFor(all).map(
        ({ apiGroup, resources, verbs }) =>
          `- {apiGroups: [${apiGroup === '' ? '""' : apiGroup}], resources: [${resources.join(', ')}], verbs: [${verbs.join(', ')}]}`,
      ),
    ].join('\n')
  })
}

/** Resources of one group that need the same verbs share a rule. */
function rulesFor(needs: readonly Need[]): Rule[] {
  const rules = new Map<string, Rule>()
  for (const group of groupBy(needs, ({ group, resource }) => `${group}/${resource}`).values()) {
    const [{ group: apiGroup, resource }] = group
    const verbs = verbOrder.filter((verb) => group.some((need) => need.verb === verb))
    const key = `${apiGroup}/${verbs}`
    const shared = rules.get(key)
    if (shared === undefined) rules.set(key, { apiGroup, resources: [resource], verbs })
    else shared.resources.push(resource)
  }
  return [...rules.values()]
}
