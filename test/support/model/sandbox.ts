import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import type { Revision } from '../../../src/history/records/revision.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { startApiProxy } from '../cluster/api-proxy.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { isWrite } from '../faults/faults.ts'
import type { ProgramResult, RunningProgram } from '../program.ts'
import { revisionIn } from '../tampering/revisions.ts'
import { hotfixOf, isNoted, type Key, keyOf, type Shape, shapeOf } from './shape.ts'
import { type Disturbance, faults } from './step.ts'

/** A revision. */
export interface RecordedShape extends Pick<Revision, 'number' | 'status' | 'cutOff' | 'untouched' | 'restores'> {
  readonly shape: Shape
}

/** What the namespace holds. */
export interface State {
  /** The release's members. */
  readonly own: Shape
  /** Their UIDs. */
  readonly uids: Readonly<Record<string, string>>
  /** Those with what a hotfix added. */
  readonly noted: readonly string[]
  readonly revisions: readonly RecordedShape[]
  readonly locks: number
  /** Whether the release's parent is there. */
  readonly isDeployed: boolean
  /** UID and resourceVersion of whatever isn't the release's, by key. */
  readonly foreign: Readonly<Record<string, string>>
}

/** A namespace with two releases, `main` and `other`, and strangers. */
export interface Sandbox {
  read(): Promise<State>
  /** Runs kdeploy for one of the releases, after its template was written. */
  run(
    release: 'main' | 'other',
    args: readonly string[],
    template?: string,
    disturbance?: Disturbance,
  ): Promise<ProgramResult>
  /** Makes an object of a stranger's; with `like`, with the labels and annotations of that one. */
  stray(name: string, like?: string): Promise<void>
  /** Changes an object of `main` as a person does with kubectl. */
  hotfix(key: Key, rendered: boolean): Promise<void>
  /** Has the locks of runs that were killed expire after a second. */
  expireLocks(): Promise<void>
}

const isOwn = ({ metadata: { name } }: KubeObject) => name.startsWith('main-') || name.startsWith('kdeploy-main-')

/** `api` must not write as kdeploy. */
export async function createSandbox(cluster: Cluster, api: Api): Promise<Sandbox> {
  const namespace = await cluster.createNamespace()
  const file = (name: string) => ({
    'kdeploy.yaml': `name: ${name}\n`,
    'profiles/prod_model.yaml': `namespace: ${namespace}\n`,
  })
  const folders = {
    main: await cluster.createProject({ files: file('main') }),
    other: await cluster.createProject({ files: file('other') }),
  }
  const list = async (group: string, kind: string) => (await api.list({ group, kind }, { namespace })).items
  const leases = () => list('coordination.k8s.io', 'Lease')
  return {
    async read() {
      const [maps, services, deployments, secrets, locks] = await Promise.all([
        list('', 'ConfigMap'),
        list('', 'Service'),
        list('apps', 'Deployment'),
        list('', 'Secret'),
        leases(),
      ])
      const objects = [...maps, ...services, ...deployments]
      const own = objects.filter(isOwn)
      const strangers = [...objects, ...secrets, ...locks].filter((object) => !isOwn(object))
      const records = secrets.filter(isOwn)
      const revisions = records.filter(({ type }) => type === 'kdeploy.dev/revision').map(revisionIn)
      return {
        own: shapeOf(own),
        uids: Object.fromEntries(own.map((object) => [keyOf(object), String(object.metadata['uid'])])),
        noted: own.filter(isNoted).map(keyOf),
        revisions: revisions
          .sort((one, next) => one.number - next.number)
          .map(({ number, status, cutOff, untouched, restores, manifests }) => {
            return {
              number,
              status,
              cutOff,
              untouched,
              restores,
              shape: shapeOf(manifests.map(({ object }) => object)),
            }
          }),
        locks: locks.length,
        isDeployed: records.length > revisions.length,
        foreign: Object.fromEntries(
          strangers.map((object) => {
            const { uid, resourceVersion } = object.metadata
            return [keyOf(object), `${uid} ${resourceVersion}`]
          }),
        ),
      }
    },
    async run(release, args, template, disturbance) {
      const { folder, write } = folders[release]
      if (template !== undefined) await write({ 'templates/all.yaml': template })
      let running: RunningProgram | undefined
      let seen = 0
      const proxy = await startApiProxy(cluster, (request) => {
        if (disturbance === undefined || (disturbance.of === 'writes' && !isWrite(request))) return undefined
        seen += 1
        if ('signal' in disturbance) {
          if (seen === disturbance.at) running?.child.kill(disturbance.signal)
          return undefined
        }
        const { at, times, fault } = disturbance
        return seen >= at && seen < at + times ? faults[fault] : undefined
      })
      const env = { KUBECONFIG: proxy.kubeconfig }
      running = cluster.startKdeploy([...args, '--profile', 'prod_model', '--lock-timeout', '20s'], {
        cwd: folder,
        env,
      })
      const result = await running.result
      await proxy.close()
      return result
    },
    async stray(name, like) {
      const found = like === undefined ? undefined : (await list('', 'ConfigMap')).find((one) => keyOf(one) === like)
      const { labels = null, annotations = null } = found?.metadata ?? ({} as JsonObject)
      const metadata = { name, namespace, labels, annotations }
      await api.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mine: 'yes' } })
    },
    async hotfix(key, rendered) {
      const [kind = '', name = ''] = key.split('/')
      const ref = { group: kind === 'Deployment' ? 'apps' : '', version: 'v1', kind, namespace, name }
      const options = { fieldManager: 'kubectl-patch', dryRun: false }
      await api.patch(ref, 'application/merge-patch+json', hotfixOf(key, rendered), options)
    },
    async expireLocks() {
      for (const { metadata } of await leases()) {
        const ref = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace, name: metadata.name }
        const soon = { spec: { leaseDurationSeconds: 1 } }
        await api.patch(ref, 'application/merge-patch+json', soon, { fieldManager: 'test', dryRun: false })
      }
    },
  }
}
