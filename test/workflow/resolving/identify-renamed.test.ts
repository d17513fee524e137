import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { identifyRenamed, type RenameInput } from '../../../src/workflow/resolving/identify-renamed.ts'
import { inputWithoutOptions } from '../../../src/workflow/run/input.ts'
import { type Files, folderWith } from '../../support/projects/project-folder.ts'
import { worldIn } from '../../support/world.ts'

const cluster = { kubeContext: 'here', defaultNamespace: 'default', server: 's' } as Partial<Cluster> as Cluster
const old = { name: 'shop', profile: 'prod_old', namespace: 'ns' }
const shop = { 'kdeploy.yaml': 'name: shop\n', 'templates/a.yaml': '', 'profiles/prod_old.yaml': 'namespace: ns\n' }

type To = Partial<RenameInput['to']>

/** What a folder with these files says of a rename of prod_old. */
function identify(files: Files, to: To, more: Partial<RenameInput> = {}) {
  const folder = folderWith(files)
  const nothing = { name: undefined, profile: undefined, namespace: undefined }
  const input = { ...inputWithoutOptions('prod_old', undefined), name: undefined, to: { ...nothing, ...to }, ...more }
  return identifyRenamed(
    input,
    async () => cluster,
    worldIn(folder),
    () => {},
  )
}

describe('identifyRenamed', () => {
  it('takes what is not given from the release as it is, and tells what is left to be changed', async () => {
    expect(await identify(shop, { profile: 'prod_new', name: 'till' })).toEqual({
      from: old,
      to: { name: 'till', profile: 'prod_new', namespace: 'ns' },
      confirm: false,
      leftToChange: ['set "name: till" in kdeploy.yaml', 'add the profile prod_new'],
    })
    const moved = { ...shop, 'profiles/prod_old.yaml': 'namespace: other\n' }
    const target = { target: { kubeContext: undefined, kubeconfig: undefined }, namespace: 'ns' }
    expect(await identify(moved, { namespace: 'other' }, target)).toMatchObject({ from: old, leftToChange: [] })
  })

  it('reads the profile whichever name its file bears already, and asks where either says confirm', async () => {
    const { 'profiles/prod_old.yaml': _, ...rest } = shop
    const renamed = { ...rest, 'profiles/prod_new.yaml': 'namespace: ns\nconfirm: true\n' }
    const both = { ...shop, ...renamed }

    for (const files of [renamed, both])
      expect(await identify(files, { profile: 'prod_new' })).toMatchObject({
        from: old,
        confirm: true,
        leftToChange: [],
      })
    expect(await identify(renamed, { profile: 'prod_new', name: 'shop' }, { name: 'till' })).toMatchObject({
      from: { ...old, name: 'till' },
      to: { name: 'shop' },
    })
    await expect(identify(rest, { name: 'till' })).rejects.toMatchObject({ code: 'profile-unknown' })
  })

  it('refuses what the next apply would not find, and what is no rename', async () => {
    const far = { ...shop, 'profiles/prod_new.yaml': 'namespace: far\n' }
    const elsewhere = { ...shop, 'profiles/prod_new.yaml': 'namespace: ns\nkubeContext: there\n' }
    for (const [files, to, message] of [
      [shop, {}, 'shop/prod_old/ns would keep its identity'],
      [shop, { name: 'A' }, '"A" is not a valid name'],
      [shop, { namespace: 'A' }, '"A" is not a valid namespace name'],
      [shop, { namespace: 'b' }, 'profile prod_old deploys to namespace ns, where it would not find'],
      [far, { profile: 'prod_new' }, 'profile prod_new deploys to namespace far, where it would not find'],
      [elsewhere, { profile: 'prod_new' }, 'prod_old the current one, prod_new there'],
    ] as const satisfies readonly (readonly [Files, To, string])[]) {
      await expect(identify(files, to)).rejects.toMatchObject({
        code: 'rename-invalid',
        message: expect.stringContaining(message),
      })
    }
    await expect(identify(shop, { profile: 'new' })).rejects.toMatchObject({ code: 'profile-invalid' })
  })

  it('holds to the guards of both profiles', async () => {
    const guarded = { 'profiles/prod_new.yaml': 'namespace: ns\nguard: {kubeContext: there}\n' }
    await expect(identify({ ...shop, ...guarded }, { profile: 'prod_new' })).rejects.toMatchObject({
      code: 'guard-mismatch',
    })
  })
})
