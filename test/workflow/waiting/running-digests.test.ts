import { describe, expect, it } from 'vitest'
import { ObjectIndex } from '../../../src/kinds/rules/object-index.ts'
import { refOf } from '../../../src/manifest/identity.ts'
import type { Json, KubeObject } from '../../../src/manifest/types.ts'
import { runningDigests } from '../../../src/workflow/waiting/running-digests.ts'

const digest = (character: string) => `sha256:${character.repeat(64)}`

function owned(kind: string, uid: string, owner: string, more: { [key: string]: Json }, metadata = {}): KubeObject {
  const ownerReferences = [{ uid: owner, controller: true }]
  return { apiVersion: 'v1', kind, metadata: { name: uid, uid, ownerReferences, ...metadata }, ...more }
}

const spec = {
  initContainers: [{ name: 'migrate', image: 'app:1' }],
  containers: [
    { name: 'app', image: 'app:1' },
    { name: 'proxy', image: 'proxy:2' },
    { name: 'pinned', image: `pinned@${digest('e')}` },
  ],
}

const web: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'web' },
  spec: { template: { spec } },
}

/** A pod whose containers have these image IDs. */
function pod(uid: string, ids: Record<string, string>, metadata = {}, of: Json = spec): KubeObject {
  const statusOf = (name: string) => ({ name, image: 'elsewhere/app:9', imageID: ids[name] ?? '' })
  const status = {
    initContainerStatuses: [statusOf('migrate')],
    containerStatuses: ['app', 'proxy', 'pinned'].map(statusOf),
  }
  return owned('Pod', uid, 'web-1', { spec: of, status }, metadata)
}

function seen(...pods: readonly KubeObject[]): string[] {
  const objects: Readonly<Record<string, ObjectIndex>> = {
    ReplicaSet: new ObjectIndex([owned('ReplicaSet', 'web-1', 'web', {})]),
    Pod: new ObjectIndex(pods),
  }
  const tracker = {
    seen: ({ kind }: { kind: string }) => (objects[kind] === undefined ? undefined : { objects: objects[kind] }),
  }
  const targets = [{ ref: refOf(web), object: web, place: undefined }]
  const digests = runningDigests(tracker as unknown as Parameters<typeof runningDigests>[0], targets)
  return [...new Set(digests.map((one) => `${one.image} ${one.digest.slice(0, 8)}`))].sort()
}

describe('the digests that pods run', () => {
  it('are those of each image, of init containers and of several nodes', () => {
    const one = pod('p1', { migrate: `docker-pullable://app@${digest('a')}`, app: `r.io/app@${digest('a')}` })
    const other = pod('p2', { app: `r.io/app@${digest('b')}`, proxy: `proxy@${digest('c')}` })

    expect(seen(one, other)).toEqual(['app:1 sha256:a', 'app:1 sha256:b', 'proxy:2 sha256:c'])
  })

  it('are not the IDs of images, nor those of an image whose digest stands in the manifest', () => {
    expect(
      seen(pod('p', { app: digest('a'), proxy: `docker://${digest('b')}`, pinned: `pinned@${digest('f')}` })),
    ).toEqual([])
  })

  it('are not those of a pod that is going, nor of an image that the manifest does not name', () => {
    const ids = { app: `r.io/app@${digest('a')}` }
    const rewritten = { ...spec, containers: [{ name: 'app', image: 'mirror.io/app:1' }] }

    expect(seen(pod('p1', ids, { deletionTimestamp: '2026-11-21T06:00:00Z' }), pod('p2', ids, {}, rewritten))).toEqual(
      [],
    )
    expect(seen()).toEqual([])
  })
})
