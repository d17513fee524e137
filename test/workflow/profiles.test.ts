import { openSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { listProfiles } from '../../src/workflow/profiles.ts'
import { names, profiles, reads, shared } from '../support/projects/many-profiles.ts'
import { folderWith } from '../support/projects/project-folder.ts'
import { worldIn } from '../support/world.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, openSync: vi.fn(real.openSync) }
})

describe('a project with many profiles', () => {
  it('is listed with each profile file read once, and no template', async () => {
    const folder = folderWith({ ...shared, ...profiles })
    vi.mocked(openSync).mockClear()

    const { profiles: listed } = await listProfiles(undefined, worldIn(folder))

    expect(listed).toHaveLength(names.length)
    const counts = reads(folder)
    expect(Object.values(counts).every((count) => count === 1)).toBe(true)
    expect(Object.keys(counts).filter((file) => file.startsWith('templates/'))).toEqual([])
  })

  it('is listed but for the profiles that are broken, a shared problem once', async () => {
    const broken = { 'profiles/stg.yaml': 'nmaespace: b\n', 'profiles/stg_a.yaml': '', 'profiles/stg_b.yaml': '' }
    const folder = folderWith({ ...shared, ...profiles, ...broken })

    const { profiles: listed, problems } = await listProfiles(undefined, worldIn(folder))

    expect(listed).toHaveLength(names.length)
    expect(problems).toMatchObject([
      { code: 'file-invalid', place: { file: 'profiles/stg.yaml', line: 1 }, detail: 'profile: stg_a, stg_b' },
    ])
  })
})
