import { describe, expect, it } from 'vitest'
import { type Choice, chooseReleases } from '../../../src/sets/choosing/select.ts'
import { folderWith } from '../../support/projects/project-folder.ts'
import { worldIn } from '../../support/world.ts'

const files = {
  'kdeploy.yaml': 'name: shop\n',
  'templates/a.yaml': '',
  'profiles/prod.yaml': 'clusters: {eu: {}, us: {canary: true}}\n',
  'profiles/prod_bus.yaml': '',
  'profiles/prod_shop.yaml': 'needs: [prod_bus, prod_db]\n',
  'profiles/prod_cart.yaml': 'needs: ["prod_bus"]\nclusters: {us: false}\n',
  'profiles/prod_db.yaml': 'clusters: {eu: false, us: false}\n',
  'profiles/prod_stats.yaml': 'needs: [prod_cart]\nclusters: {ap: {}}\n',
  'profiles/dev_shop.yaml': 'needs: [prod_bus]\n',
}

function choose(choice: Partial<Choice>) {
  return chooseReleases(
    { profiles: ['*'], clusters: undefined, project: undefined, ...choice },
    worldIn(folderWith(files)),
  )
}

const labels = async (choice: Partial<Choice>) => (await choose(choice)).releases.map(({ label }) => label)

describe('the releases of profiles on clusters', () => {
  it('are each profile on each of its clusters', async () => {
    expect(await labels({ profiles: ['prod_bus'] })).toEqual(['prod_bus@eu', 'prod_bus@us'])
    expect(await labels({ profiles: ['*_shop'] })).toEqual(['dev_shop', 'prod_shop@eu', 'prod_shop@us'])
  })

  it('are those on the clusters that are chosen; of a glob, the profiles that have one', async () => {
    expect(await labels({ profiles: ['*'], clusters: ['us'] })).toEqual([
      'prod_bus@us',
      'prod_shop@us',
      'prod_stats@us',
    ])
    expect(await labels({ profiles: ['prod_stats'], clusters: ['?s', 'a*'] })).toEqual([
      'prod_stats@us',
      'prod_stats@ap',
    ])
  })

  it('are not silently fewer than the profiles that are named', async () => {
    await expect(labels({ profiles: ['prod_bus', 'prod_cart'], clusters: ['us'] })).rejects.toMatchObject({
      code: 'cluster-unknown',
      message: 'prod_cart has none of the chosen clusters',
    })
  })

  it('wait for what they need on the same cluster, and where it is elsewhere, for all of it', async () => {
    const { before } = await choose({})
    expect(before.get('prod_shop@eu')).toEqual(['prod_bus@eu', 'prod_db'])
    expect(before.get('prod_shop@us')).toEqual(['prod_bus@us', 'prod_db'])
    expect(before.get('prod_cart@eu')).toEqual(['prod_bus@eu'])
    expect(before.get('prod_stats@us')).toEqual(['prod_cart@eu'])
    expect(before.get('dev_shop')).toEqual(['prod_bus@eu', 'prod_bus@us'])
  })

  it('wait for nothing that is not among them', async () => {
    const { before } = await choose({ profiles: ['prod_*'], clusters: ['us'] })
    expect(before.get('prod_shop@us')).toEqual(['prod_bus@us'])
    expect(before.get('prod_stats@us')).toEqual([])
  })

  it('are what any cluster of a profile needs', async () => {
    const more = {
      'profiles/prod_shop.yaml': 'needs: ["prod_{{ CLUSTER }}"]\n',
      'profiles/prod_eu.yaml': '',
      'profiles/prod_us.yaml': '',
    }
    const choice = { profiles: ['prod_shop'], clusters: undefined, project: undefined, withNeeds: true }
    const { releases } = await chooseReleases(choice, worldIn(folderWith({ ...files, ...more })))
    expect([...new Set(releases.map(({ profile }) => profile))]).toEqual(['prod_eu', 'prod_us', 'prod_shop'])
  })
})

describe('a profile that is broken', () => {
  const broken = (more: Readonly<Record<string, string>>) => worldIn(folderWith({ ...files, ...more }))
  const chosen = (profiles: string[], world: ReturnType<typeof broken>) =>
    chooseReleases({ profiles, clusters: undefined, project: undefined }, world)

  it('matters to a set that has or needs it, and to no other', async () => {
    const world = broken({
      'profiles/dev_shop.yaml': 'needs: [prod_nothing]\n',
      'profiles/dev_bus.yaml': 'needs: {{\n',
    })

    expect((await chosen(['prod_*'], world)).releases.length).toBeGreaterThan(3)
    await expect(chosen(['*_shop'], world)).rejects.toMatchObject({ code: 'needs-unknown' })
    await expect(chosen(['*_bus'], world)).rejects.toBeInstanceOf(Error)
  })

  it('matters where something that is chosen needs it by way of others', async () => {
    const world = broken({ 'profiles/prod_bus.yaml': 'needs: [prod_nothing]\n' })

    await expect(chosen(['prod_stats', 'prod_db'], world)).rejects.toMatchObject({ code: 'needs-unknown' })
  })

  it('leaves the clusters of the order unchecked', async () => {
    const order = 'name: shop\norder:\n- {clusters: [us]}\n'
    const existing = async (more: Readonly<Record<string, string>>) =>
      (await chosen(['prod_*'], broken({ 'kdeploy.yaml': order, ...more }))).order.existing.clusters

    expect(await existing({})).toEqual(['eu', 'us', 'ap'])
    expect(await existing({ 'profiles/dev_bus.yaml': 'needs: {{\n' })).toBeUndefined()
  })
})

describe('a profile that must be confirmed', () => {
  it('is known from its files, on each of its clusters', async () => {
    const world = worldIn(folderWith({ ...files, 'profiles/prod_bus.yaml': 'confirm: true\n' }))
    const { confirms } = await chooseReleases({ profiles: ['*'], clusters: undefined, project: undefined }, world)

    expect([...confirms]).toEqual(['prod_bus@eu', 'prod_bus@us'])
  })
})
