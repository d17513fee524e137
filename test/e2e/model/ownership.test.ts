import { expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { comparable } from '../../support/cluster/fresh.ts'
import { type Live, live } from '../../support/cluster/live.ts'
import { type Body, kinds } from '../../support/model/kinds.ts'
import { random } from '../../support/model/random-edit.ts'
import { createRelease } from '../../support/projects/release.ts'

const nameOf = (index: number) => `web-${index}`
/** With a label, as a ReplicationController without any is given its pods' ones, which a member never is without. */
const manifestsOf = (bodies: readonly Body[]) =>
  bodies.map((body, index) => ({ ...body, metadata: { name: nameOf(index), labels: { of: 'model' } } }))

/** What the server makes of each manifest in a namespace of its own. */
async function freshAll(cluster: Cluster, bodies: readonly Body[]): Promise<object[]> {
  const namespace = await cluster.createNamespace()
  const items = manifestsOf(bodies)
  await cluster.kubectl(['--namespace', namespace, 'create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  })
  return Promise.all(bodies.map((body, index) => read(cluster, body, index, ['--namespace', namespace])))
}

async function read(cluster: Cluster, { kind }: Body, index: number, where: readonly string[] = []): Promise<object> {
  return withoutNames(comparable(await cluster.get<Live>(...where, `${kind}/${nameOf(index)}`)))
}

const readAll = (cluster: Cluster, bodies: readonly Body[]) =>
  Promise.all(bodies.map((body, index) => read(cluster, body, index)))

/** Both have a namespace of their own. */
function withoutNames(object: object): object {
  return JSON.parse(JSON.stringify(object, (key, value) => (key === 'namespace' ? undefined : value)))
}

/** Without what others added, all of which is called `edit…`, and without maps and lists that are empty. */
function withoutEdits(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isEdit(item?.name)).map(withoutEdits)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => !isEdit(key) && key !== 'count/edit.example.com')
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, withoutEdits(inner)] as const).filter(([, inner]) => !isEmpty(inner)),
  )
}

const isEdit = (name: unknown) => typeof name === 'string' && name.startsWith('edit')
const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** Others change every object: kubectl by hand, or another field manager. */
async function editAll(cluster: Cluster, bodies: readonly Body[], next: (below: number) => number): Promise<void> {
  for (const [index, { kind }] of bodies.entries()) {
    const { edits } = kinds[index] as (typeof kinds)[number]
    const change = edits[next(edits.length)]
    const manager = next(2) === 0 ? [] : ['--field-manager', 'somebody']
    const args = ['patch', `${kind}/${nameOf(index)}`, '--type', 'strategic', ...manager]
    await cluster.kubectl([...args, '-p', JSON.stringify(change)])
  }
}

const pick = (next: (below: number) => number) => kinds.map(({ states }) => states[next(states.length)] as Body)

test.for([1, 2])(
  'what is applied is what a fresh object would be, whatever others do (seed %i)',
  async (seed, { cluster }) => {
    const next = random(seed)
    const [first, second] = [pick(next), pick(next)]
    // Signed, so that the undo may also give back rights that somebody took away.
    const env = { KDEPLOY_HISTORY_KEY: 'k'.repeat(32) }
    const shop = await createRelease(cluster, { 'all.yaml': manifestsOf(first) }, { env })
    const options = ['--no-wait', '--skip-references', '--force-conflicts']

    expect(await shop.kdeploy('apply', ...options)).toMatchObject({ exitCode: 0 })
    const [freshFirst, freshSecond] = [await freshAll(cluster, first), await freshAll(cluster, second)]
    expect(await readAll(cluster, first)).toEqual(freshFirst)
    expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')

    await editAll(cluster, first, next)
    await shop.change({ 'all.yaml': manifestsOf(second) })
    const applied = await shop.kdeploy('apply', ...options)
    expect(applied).toMatchObject({ exitCode: 0 })
    const now = await readAll(cluster, second)
    expect(now.map(withoutEdits)).toEqual(freshSecond.map(withoutEdits))
    for (const [index, { kind }] of second.entries()) {
      const isEdited = JSON.stringify(now[index]) !== JSON.stringify(freshSecond[index])
      const found = JSON.stringify(await live(cluster, `${kind}/${nameOf(index)}`)).includes('edit')
      if (isEdited && found)
        expect(applied.stderr).toContain(`${nameOf(index)} has fields that the manifest does not set`)
    }

    const reverted = await shop.kdeploy('apply', '--revert-drift', ...options)
    expect(reverted).toMatchObject({ exitCode: 0 })
    expect(await readAll(cluster, second)).toEqual(freshSecond)
    expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')
    expect((await shop.kdeploy('diff', '--revert-drift')).stdout).toBe('')

    await editAll(cluster, second, next)
    const undone = await shop.kdeploy('undo', ...options)
    expect(undone.stderr).toContain('restored revision 1')
    expect(undone).toMatchObject({ exitCode: 0 })
    expect(await readAll(cluster, first)).toEqual(freshFirst)
    expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')
  },
)
