import { openSync } from 'node:fs'
import { relative } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { listProfiles } from '../../src/workflow/profiles.ts'
import { validateProfiles } from '../../src/workflow/validate.ts'
import { folderWith } from '../support/projects/project-folder.ts'
import { worldIn } from '../support/world.ts'

vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, openSync: vi.fn(real.openSync) }
})

const names = Array.from({ length: 40 }, (_, index) => `prod_service${index}`)
const shared = {
  'kdeploy.yaml': 'name: many\n',
  'shared.yaml': 'tier: backend\n',
  'profiles/default.yaml': 'namespace: a\nvariablesFrom: [{file: shared.yaml}]\n',
  'profiles/prod.yaml': 'variables: {tag: "1"}\n',
  'templates/_labels.yaml': '{% macro labels() %}{app: a}{% endmacro %}',
  'templates/web.yaml':
    "{% from '_labels.yaml' import labels %}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ profile_name }}-{{ tier }}', labels: {{ labels() }}}\n",
}

/** The files that were read, in order, and how often each. */
function reads(folder: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [path] of vi.mocked(openSync).mock.calls) {
    const name = relative(folder, String(path))
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

describe('a project with many profiles', () => {
  const profiles = Object.fromEntries(names.map((name) => [`profiles/${name}.yaml`, '']))

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
    expect(problems).toMatchObject([{ code: 'file-invalid', place: { file: 'profiles/stg.yaml', line: 1 } }])
  })
})
