import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { KdeployError } from '../../errors.ts'
import { canBeRecreatedOnceGone } from '../../manifest/deletion.ts'
import { keyOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { changeOf } from '../../plan/build.ts'
import { schemaProblems } from '../../plan/defined-schema.ts'
import { isRefusedBy, ownServers } from '../../plan/own-servers.ts'
import { definedKind, missingProvider } from '../../plan/prerequisites.ts'
import type { NotRestored } from '../../plan/types.ts'
import { explainItem } from './compare/compare.ts'
import { type Compared, notYetChecked } from './compare/item.ts'
import { probeDefinition } from './compare/probe-definition.ts'
import { type Answers, memberAmong, type Refusal } from './dry-run-release.ts'
import type { Facts } from './read-facts.ts'
import type { KnownManifest } from './resolve-kinds.ts'
import type { WithPrerequisites } from './undo/unrestorable.ts'

/** What came of asking the server about a manifest: a comparison, or problems. */
export interface Judged extends WithPrerequisites {
  readonly compared: Compared | undefined
  /** The definition of its kind, where the plan writes that. */
  readonly changing?: KnownManifest | undefined
}

type Outcome = Compared | Refusal

/** What each outcome means, in the order of the manifests. */
export function judgeOutcomes(
  { items }: Pick<Facts, 'items'>,
  { outcomes, members }: Pick<Answers, 'outcomes' | 'members'>,
  mask: Masker,
): Judged[] {
  const definitions = new Map(
    items.filter(({ desired }) => definedKind(desired) !== undefined).map((item) => [keyOf(item.ref), item]),
  )
  return outcomes.map((outcome, index) => {
    const { ref } = 'item' in outcome ? outcome.item : outcome
    const answered =
      'item' in outcome ? deferOrExplain(outcome, memberAmong(members, outcome.item), items, outcomes, mask) : outcome
    if (answered instanceof KdeployError) return { ref, checkAfter: [], problems: [answered], compared: undefined }
    const definition = items[index]?.definition
    const changes = definition !== undefined && isWritten(definition, outcomes)
    const compared = changes ? checkedAgainAfter(answered, definition) : answered
    const needed = [...new Set([...compared.checkAfter, ...(changes ? [definition] : [])])]
    const problems = needed.flatMap((key) => problemsBy(definitions.get(key), compared))
    const changing = changes ? definitions.get(definition) : undefined
    return { ref, checkAfter: compared.checkAfter, problems, compared, changing }
  })
}

/** The server has answered by the schema of today: it is asked again once the definition is written. What is adopted had to be settled before. */
function checkedAgainAfter(compared: Compared, definition: string): Compared {
  const { checkAfter, adoption, rewrite } = compared
  const isSettled = adoption !== undefined || rewrite !== undefined || changeOf(compared).action === 'unchanged'
  return isSettled || checkAfter.includes(definition)
    ? compared
    : { ...compared, checkAfter: [...checkAfter, definition] }
}

/** What is judged with what the server says by the schemas of the definitions that the plan writes; where anything is refused already, as it was. */
export async function judgeByNewSchemas(
  cluster: Cluster,
  judged: readonly Judged[],
  concurrency: number,
  mask: Masker,
): Promise<Judged[]> {
  const limit = pLimit(concurrency)
  const probe = async (one: Judged): Promise<Judged> => {
    const { changing, compared, problems } = one
    if (changing === undefined || compared === undefined || problems.length > 0) return one
    const problem = await limit(() => probeDefinition(cluster, changing.desired, compared, mask))
    return problem === undefined ? one : { ...one, problems: [problem] }
  }
  return Promise.all(judged.map(probe))
}

/** The same of what the server wasn't asked about. */
export function judgeLeft({ ref, problem }: NotRestored): Judged {
  return { ref, checkAfter: [], problems: [problem], compared: undefined }
}

/**
 * Defers a refusal that another object of the plan will resolve; any other is an error. The server
 * validates a manifest against its schema before it looks for the namespace, so a missing namespace hides no such error.
 * `member` is the live object if it is a member already.
 */
function deferOrExplain(
  { item, error }: Refusal,
  member: KubeObject | undefined,
  items: readonly KnownManifest[],
  outcomes: readonly Outcome[],
  mask: Masker,
): Compared | KdeployError {
  const explained = explainItem(error, item, mask)
  const isInvalid = explained.code === 'manifest-invalid'
  const { definition, checkAfter } = item
  const known = canBeRecreatedOnceGone(member ?? null) ? { terminating: member } : { live: member ?? null }
  const deferredUntil = (keys: readonly string[]) => ({ ...notYetChecked(item, keys), ...known })
  if (error instanceof ApiError && !isInvalid && checkAfter.length > 0) return deferredUntil(checkAfter)
  if (error instanceof ApiError && (error.status === 404 || error.status === 403)) {
    const providers = items.map(({ ref, resource }) => ({ ref, plural: resource?.plural }))
    const missing = missingProvider(error.message, item, providers)
    if (missing !== undefined && isWritten(missing, outcomes)) return deferredUntil([missing])
  }
  if (error instanceof ApiError) {
    const server = ownServers(items).find(
      (one) => isRefusedBy(error.message, one) && one.workloads.some((ref) => isWritten(keyOf(ref), outcomes)),
    )
    // Its server may be down until this plan brings it up again.
    if (server?.workloads.every((ref) => keyOf(ref) !== keyOf(item.ref)))
      return deferredUntil([...checkAfter, keyOf(server.ref)])
  }
  // Its definition changes in this same plan, so that the present schema doesn't tell.
  // While it is being deleted, the server takes no new object of its kind.
  const isRefusedByDefinition =
    isInvalid || (error instanceof ApiError && /custom resource definition is terminating/.test(error.message))
  if (isRefusedByDefinition && definition !== undefined && isWritten(definition, outcomes))
    return deferredUntil([...checkAfter, definition])
  return explained
}

/** What depends on a definition of the plan is held to the schema that this will bring; what else it waits for says nothing of it. */
function problemsBy(definition: KnownManifest | undefined, { manifest }: Compared): KdeployError[] {
  return definition === undefined ? [] : schemaProblems(definition.desired, manifest)
}

/** Whether the plan writes an object, by its key. */
function isWritten(key: string, outcomes: readonly Outcome[]): boolean {
  const found = outcomes.find((outcome) => 'ref' in outcome && keyOf(outcome.ref) === key)
  return found !== undefined && 'ref' in found && changeOf(found).action !== 'unchanged'
}
