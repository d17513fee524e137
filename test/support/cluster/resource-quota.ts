import type { Cluster } from './cluster.ts'

interface QuotaSpec {
  readonly hard: Readonly<Record<string, string>>
  readonly scopes?: readonly string[]
  readonly scopeSelector?: object
}

/** The ResourceQuota `team`, once its controller has counted what is there: `used` of it, where that is given. */
export async function createQuota(
  cluster: Cluster,
  spec: QuotaSpec,
  used: Readonly<Record<string, string>> = {},
): Promise<void> {
  await cluster.create([{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'team' }, spec }])
  await cluster.waitFor('the quota', async () => {
    const { status } = await cluster.get<{ status?: { used?: Record<string, string> } }>('resourcequota/team')
    return Object.keys(spec.hard).every((resource) => {
      const counted = status?.used?.[resource]
      return counted !== undefined && (used[resource] === undefined || counted === used[resource])
    })
  })
}
