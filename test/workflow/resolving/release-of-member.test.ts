import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { checkRelease } from '../../../src/workflow/resolving/release-of-member.ts'
import { inputWithoutOptions } from '../../../src/workflow/run/input.ts'
import { type Files, folderWith } from '../../support/projects/project-folder.ts'
import { worldIn } from '../../support/world.ts'

const cluster = { kubeContext: 'here', defaultNamespace: 'default' } as Partial<Cluster> as Cluster
const release = { name: 'shop', profile: 'prod_web', namespace: 'ns' }

/** What a folder with these files says of the release; `project`: the option. */
function check(files: Files, project?: string): Promise<boolean | undefined> {
  const folder = folderWith(files)
  const input = inputWithoutOptions('none', project === undefined ? undefined : `${folder}/${project}`)
  return checkRelease(release, input, cluster, worldIn(folder))
}

const shop = { 'kdeploy.yaml': 'name: shop\n', 'templates/a.yaml': '' }

describe('checkRelease', () => {
  it("returns whether the release's profile wants a confirmation", async () => {
    expect(await check({ ...shop, 'profiles/prod_web.yaml': '' })).toBe(false)
    expect(await check({ ...shop, 'profiles/prod_web.yaml': 'confirm: true\n' })).toBe(true)
    expect(await check({ ...shop, 'profiles/prod.yaml': 'confirm: true\n', 'profiles/prod_web.yaml': '' })).toBe(true)
  })

  it("refuses what the profile's guard refuses", async () => {
    const files = { ...shop, 'profiles/prod_web.yaml': 'guard: {kubeContext: there}\n' }
    await expect(check(files)).rejects.toMatchObject({ code: 'guard-mismatch' })
    const namespace = { ...shop, 'profiles/prod_web.yaml': 'namespace: other\nguard: {namespace: ns}\n' }
    expect(await check(namespace)).toBe(false)
  })

  it('knows nothing of a release of another project, of a profile that is gone, or without a project', async () => {
    expect(await check({ ...shop, 'kdeploy.yaml': 'name: till\n', 'profiles/prod_web.yaml': '' })).toBeUndefined()
    expect(await check({ ...shop, 'profiles/prod_other.yaml': '' })).toBeUndefined()
    expect(await check({})).toBeUndefined()
  })

  it('reports a project that was named and is none, and a profile that is broken', async () => {
    await expect(check({}, 'nowhere')).rejects.toMatchObject({ code: 'project-missing' })
    await expect(check({ ...shop, 'profiles/prod_web.yaml': 'guard: 1\n' })).rejects.toMatchObject({
      code: 'file-invalid',
    })
  })
})
