import { openSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { validateProfiles } from '../../src/workflow/validate.ts'
import { names, profiles, reads, shared } from '../support/projects/many-profiles.ts'
import { folderWith } from '../support/projects/project-folder.ts'
import { worldIn } from '../support/world.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, openSync: vi.fn(real.openSync) }
})

describe('a project with many profiles', () => {
  it('is validated with each file read once', async () => {
    const folder = folderWith({ ...shared, ...profiles })
    vi.mocked(openSync).mockClear()

    const results = await validateProfiles([], undefined, worldIn(folder))

    expect(results.flatMap(({ problems }) => problems)).toEqual([])
    expect(results.map(({ profile, manifests }) => [profile, manifests])).toEqual(
      names.toSorted().map((name) => [name, 1]),
    )
    const counts = reads(folder)
    for (const file of [...Object.keys(shared), ...Object.keys(profiles)])
      expect([file, counts[file]]).toEqual([file, 1])
    expect(Object.values(counts).every((count) => count === 1)).toBe(true)
  })
})
