import pLimit from 'p-limit'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { alignColumns } from '../../../columns.ts'
import { count } from '../../../counts.ts'
import { formatPlace, KdeployError } from '../../../errors.ts'
import { groupBy } from '../../../group-by.ts'
import { isMap } from '../../../json-map.ts'
import type { JsonObject } from '../../../manifest/types.ts'
import { mergeNeeds, type Need } from '../../../plan/permissions/need.ts'
import { rolesFor } from '../../../plan/permissions/role.ts'
import { firstDeniedName, isAllowed, type Rule, rulesOf } from '../../../plan/permissions/rules.ts'
import type { Run } from '../../run/run.ts'

/** All that a run needs, whichever check finds something missing: the Role that is printed grants all of it. */
export interface RunNeeds {
  /** The Role's name. */
  readonly role: string
  readonly needs: readonly Need[]
  /** The run writes nothing: it needs to write only as the API server asks for that of a dry-run too. Default: it writes. */
  readonly isDryRun?: boolean
  /** Namespaces that aren't there, or may not be. Default: none. */
  readonly unborn?: ReadonlySet<string>
  /** What takes requests to find out, and is only asked for where something is missing. */
  further(): Promise<readonly Need[]>
}

/**
 * Every missing permission at once. One SelfSubjectRulesReview a namespace tells most; what its rules don't allow is asked
 * by one SelfSubjectAccessReview each, as rules needn't be complete (authorization.k8s.io/v1). Where reviews are refused,
 * nothing is known to be missing: the requests themselves tell.
 * What is needed only for objects that aren't there yet fails the check only beside something else: the dry-run knows. What is
 * optional never does. `needs`: those to check; default: those of the run.
 * @throws KdeployError `forbidden`, listed by verb, resource and namespace, with Roles that are enough for the run
 */
export async function checkPermissions(
  run: Pick<Run, 'cluster' | 'concurrency'>,
  whole: RunNeeds,
  needs: readonly Need[] = whole.needs,
): Promise<void> {
  const missing = await missingOf(
    run,
    mergeNeeds(needs).filter(({ isOptional }) => !isOptional),
  )
  if (missing.every(({ onlyForNew }) => onlyForNew)) return
  const all = mergeNeeds([...whole.needs, ...needs, ...(await whole.further())])
  const further = await missingOf(
    run,
    all.filter(({ isOptional }) => isOptional),
  )
  const unborn = [...new Set(all.flatMap(({ namespace = '' }) => (whole.unborn?.has(namespace) ? [namespace] : [])))]
  const { isDryRun = false } = whole
  throw await forbidden(run.cluster, missing, further, { roles: rolesFor(all, whole.role), unborn, isDryRun })
}

async function missingOf(
  { cluster, concurrency }: Pick<Run, 'cluster' | 'concurrency'>,
  needs: readonly Need[],
): Promise<Need[]> {
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
  return missing.flat()
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
  const { verb, group, namespace } = need
  const [resource = '', subresource] = need.resource.split('/')
  const name = firstDeniedName(need, rules)
  const resourceAttributes = {
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
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

/** What whoever grants permissions is told. */
interface Remedy {
  readonly roles: readonly string[]
  /** Namespaces of roles that aren't there, or may not be. */
  readonly unborn: readonly string[]
  readonly isDryRun: boolean
}

async function forbidden(
  cluster: Cluster,
  missing: readonly Need[],
  further: readonly Need[],
  { roles, unborn, isDryRun }: Remedy,
): Promise<KdeployError> {
  const user = await userName(cluster)
  const [needed, wanted] = [rowsOf(missing), rowsOf(further)]
  const [head = '', ...rows] = alignColumns([['verbs', 'resource', 'namespace', 'for'], ...needed, ...wanted])
  const optional = rows.splice(needed.length)
  const whom = user === undefined ? '' : `, bound to ${user}`
  return new KdeployError({
    code: 'forbidden',
    category: 'cluster',
    message: `${user ?? 'the user'} lacks ${numberOf(missing)}`,
    detail: [
      ...[head, ...rows],
      ...(optional.length === 0
        ? []
        : ['', `and ${further.length} more, for what a run can do without or may come to need:`, ...optional]),
      ...(hidesHistory(missing)
        ? ['', 'what the release has deployed is unknown: a later run may need more to prune it']
        : []),
      ...(unborn.length === 0 ? [] : ['', unbornNote(unborn)]),
      '',
      ...roles.join('\n---\n').split('\n'),
    ].join('\n'),
    hint: `ask for ${roles.length === 1 ? 'this role, which is' : 'these roles, which are'} all that the run needs${whom}${isDryRun ? dryRunNote : ''}`,
  })
}

/** `19 permissions on 5 resources`. */
function numberOf(missing: readonly Need[]): string {
  if (missing.length === 1) return 'a permission'
  const resources = new Set(missing.map(({ group, resource, namespace }) => `${group}/${resource}/${namespace}`))
  return `${missing.length} permissions on ${count(resources.size, 'resource')}`
}

function unbornNote(unborn: readonly string[]): string {
  return unborn.length === 1
    ? `the namespace ${unborn[0]} must exist before its Role can be created`
    : `the namespaces ${unborn.join(', ')} must exist before their Roles can be created`
}

const dryRunNote = '; the run writes nothing, but the API server asks for the same permissions for a dry-run'

/** One for all verbs of a resource that are needed for the same. */
function rowsOf(needs: readonly Need[]): string[][] {
  const rows = needs.map(({ verb, group, resource, namespace, for: purpose }) => {
    const [plural = '', ...subresource] = resource.split('/')
    const name = [group === '' ? plural : `${plural}.${group}`, ...subresource].join('/')
    const place = namespace ?? '(whole cluster)'
    return { verb, rest: [name, place, typeof purpose === 'string' ? purpose : formatPlace(purpose)] }
  })
  const groups = groupBy(rows, ({ rest }) => JSON.stringify(rest))
  return [...groups.values()].map((group) => [group.map(({ verb }) => verb).join(', '), ...group[0].rest])
}

/** Whether Secrets can't be read, so that the kinds that earlier runs deployed are unknown. */
function hidesHistory(missing: readonly Need[]): boolean {
  return missing.some(
    ({ verb, group, resource }) => group === '' && resource === 'secrets' && (verb === 'get' || verb === 'list'),
  )
}

/** As the API server names the user (SelfSubjectReview, Kubernetes 1.28). */
async function userName(cluster: Cluster): Promise<string | undefined> {
  const review = await ask(cluster, 'authentication.k8s.io/v1', 'SelfSubjectReview')
  const status = review?.['status']
  const user = isMap(status) && isMap(status['userInfo']) ? status['userInfo']['username'] : undefined
  return typeof user === 'string' ? user : undefined
}
