import { loadAll } from 'js-yaml'

/** One rule of a Role, as it is printed. */
export interface PrintedRule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

interface PrintedRole {
  readonly kind: 'Role' | 'ClusterRole'
  readonly rules: readonly PrintedRule[]
}

/** The Roles that a run printed with what it lacks. */
export function printedRoles(stderr: string): PrintedRole[] {
  const lines = stderr.split('\n')
  const begin = lines.findIndex((line) => line.startsWith('  apiVersion: rbac.authorization.k8s.io/v1'))
  const end = lines.findIndex((line, index) => index > begin && !line.startsWith('  '))
  return loadAll(
    lines
      .slice(begin, end)
      .map((line) => line.slice(2))
      .join('\n'),
  ) as PrintedRole[]
}

/** Each verb of each resource as a rule of its own. */
export function singleRules(rules: readonly PrintedRule[]): PrintedRule[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => ({ apiGroups, resources: [resource], verbs: [verb] }))),
  )
}
