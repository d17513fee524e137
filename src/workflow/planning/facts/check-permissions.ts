import pLimit from 'p-limit'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { alignColumns } from '../../../columns.ts'
import { formatPlace, KdeployError } from '../../../errors.ts'
import { groupBy } from '../../../group-by.ts'
import { isMap } from '../../../json-map.ts'
import type { JsonObject } from '../../../manifest/types.ts'
import { firstDeniedName, isAllowed, type Need, type Rule, rolesFor, rulesOf } from '../../../plan/permissions.ts'
import { writeYaml } from '../../../yaml/write.ts'
import type { Run } from '../../run/run.ts'

/**
 * Every missing permission at once. One SelfSubjectRulesReview a namespace tells most; what its rules don't allow is asked
 * by one SelfSubjectAccessReview each, as rules needn't be complete (authorization.k8s.io/v1). Where reviews are refused,
 * nothing is known to be missing: the requests themselves tell.
 * What is needed only for objects that aren't there yet fails the check only beside something else: the dry-run knows.
 * @throws KdeployError `forbidden`, listed by verb, resource and namespace
 */
export async function checkPermissions(
  { cluster, concurrency }: Pick<Run, 'cluster' | 'concurrency'>,
  needs: readonly Need[],
): Promise<void> {
  const limit = pLimit(concurrency)
  const groups = groupBy(needs, ({ namespace }) => namespace)
  const missing = await Promise.all(
    [...groups].map(async ([namespace, group]) => {
      const rules = namespace === undefined ? [] : await limit(() => rulesIn(cluster, namespace))
      const disputed = group.filter((need) => !isAllowed(need, rules))
      const answers = await Promise.all(disputed.map((need) => limit(() => isAllowedByReview(cluster, need, rules))))
      return disputed.filter((_, index) => !answers[index])
    }),
  )
  const found = missing.flat()
  if (found.some(({ onlyForNew }) => !onlyForNew)) throw await forbidden(cluster, found)
}

/** Whether the user may do one thing; also where that can't be asked, for then the request itself tells. */
export function isPermitted(cluster: Cluster, need: Need): Promise<boolean> {
  return isAllowedByReview(cluster, need, [])
}

/** None where the review is refused. */
async function rulesIn(cluster: Cluster, namespace: string): Promise<readonly Rule[]> {
  const review = await ask(cluster, 'authorization.k8s.io/v1', 'SelfSubjectRulesReview', { spec: { namespace } })
  return rulesOf(review?.['status'])
}

async function isAllowedByReview(cluster: Cluster, need: Need, rules: readonly Rule[]): Promise<boolean> {
  const { verb, group, resource, namespace } = need
  const name = firstDeniedName(need, rules)
  const resourceAttributes = {
    verb,
    group,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  }
  const spec = { resourceAttributes }
  const review = await ask(cluster, 'authorization.k8s.io/v1', 'SelfSubjectAccessReview', { spec })
  const status = review?.['status']
  return !isMap(status) || status['allowed'] !== false
}

async function ask(cluster: Cluster, apiVersion: string, kind: string, content: JsonObject = {}) {
  try {
    return await cluster.create({ apiVersion, kind, metadata: { name: '' }, ...content })
  } catch (error) {
    // Whatever keeps the server from answering (not logged in, unreachable) the next request tells better.
    if (error instanceof KdeployError) throw error
    return undefined
  }
}

async function forbidden(cluster: Cluster, missing: readonly Need[]): Promise<KdeployError> {
  const user = await userName(cluster)
  const rows = missing.map((need) => [
    need.verb,
    need.group === '' ? need.resource : `${need.resource}.${need.group}`,
    need.namespace ?? '(whole cluster)',
    typeof need.for === 'string' ? need.for : formatPlace(need.for),
  ])
  const roles = rolesFor(missing).map((role) => writeYaml(role).trimEnd())
  const whom = user === undefined ? '' : `, bound to ${user}`
  return new KdeployError({
    code: 'forbidden',
    category: 'cluster',
    message: `${user ?? 'the user'} lacks ${missing.length === 1 ? 'a permission' : `${missing.length} permissions`}`,
    detail: [
      ...alignColumns([['verb', 'resource', 'namespace', 'for'], ...rows]),
      '',
      ...roles.join('\n---\n').split('\n'),
    ].join('\n'),
    hint: `ask for ${roles.length === 1 ? 'this role' : 'these roles'}${whom}`,
  })
}

/** As the API server names the user (SelfSubjectReview, Kubernetes 1.28). */
async function userName(cluster: Cluster): Promise<string | undefined> {
  const review = await ask(cluster, 'authentication.k8s.io/v1', 'SelfSubjectReview')
  const status = review?.['status']
  const user = isMap(status) && isMap(status['userInfo']) ? status['userInfo']['username'] : undefined
  return typeof user === 'string' ? user : undefined
}
