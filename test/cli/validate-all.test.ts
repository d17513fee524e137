import { afterAll, beforeAll, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_a.yaml': 'namespace: shop\n',
      'profiles/prod_b.yaml': 'namespace: shop\n',
      'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
    },
  })
})

afterAll(() => project.remove())

test.each<[string[], Record<string, string>, string[]]>([
  [['prod_a'], {}, ['prod_a']],
  [['prod_a'], { PROFILE: 'prod_b' }, ['prod_a']],
  [[], { PROFILE: 'prod_b' }, ['prod_a', 'prod_b']],
  [['--all'], { PROFILE: 'prod_b' }, ['prod_a', 'prod_b']],
  [['--all', 'prod_a'], {}, ['prod_a', 'prod_b']],
  [['-p', 'prod_a'], { KDEPLOY_ALL: '1' }, ['prod_a']],
  [['prod_a'], { KDEPLOY_ALL: '1' }, ['prod_a']],
  [[], { KDEPLOY_ALL: '1' }, ['prod_a', 'prod_b']],
])('validate %j with %j checks %j', async (args, env, profiles) => {
  const { stdout } = await kdeploy(['validate', '-o', 'json', ...args], { cwd: project.folder, env })

  const seen = JSON.parse(stdout).profiles.map((one: { profile: string }) => one.profile)
  expect(seen).toEqual(profiles)
})
