import { gunzipSync } from 'node:zlib'
import type { Cluster } from '../cluster/cluster.ts'

/** A revision as its Secret says it, read without kdeploy. */
export interface Recorded {
  readonly profile: string
  readonly number: number
  readonly status: string
  readonly run: string
  /** Of the run's set. */
  readonly releases: number
  readonly ended: string | undefined
  /** Its objects' data, by name. */
  readonly data: Readonly<Record<string, unknown>>
}

interface RevisionSecret {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
  readonly data: { readonly revision: string; readonly manifests: string }
}

/** By profile, all revisions of the test's namespace, oldest first. */
export async function recordedRevisions(cluster: Cluster): Promise<ReadonlyMap<string, readonly Recorded[]>> {
  const { items } = await cluster.get<{ items: RevisionSecret[] }>('secrets', '-l', 'kdeploy.dev/revision')
  const found = new Map<string, Recorded[]>()
  const all = items.map(recorded).sort((one, other) => one.number - other.number)
  for (const one of all) found.set(one.profile, [...(found.get(one.profile) ?? []), one])
  return found
}

function recorded({ metadata: { annotations }, data }: RevisionSecret): Recorded {
  const facts = JSON.parse(Buffer.from(data.revision, 'base64').toString())
  const outcome = JSON.parse(annotations['kdeploy.dev/outcome'] ?? '{}')
  const manifests: { object: { metadata: { name: string }; data: unknown } }[] = JSON.parse(
    gunzipSync(Buffer.from(data.manifests, 'base64')).toString(),
  )
  return {
    profile: annotations['kdeploy.dev/identity']?.split('/')[1] ?? '',
    number: facts.number,
    status: outcome.status ?? facts.status,
    run: facts.run.id,
    releases: facts.run.releases,
    ended: annotations['kdeploy.dev/run-ended'],
    data: Object.fromEntries(manifests.map(({ object }) => [object.metadata.name, object.data])),
  }
}
