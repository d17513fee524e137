import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { watchProject } from '../../src/workflow/test.ts'
import { worldIn } from '../support/world.ts'
import { failed, tested, testsOf } from './testing/shop.ts'

const three = testsOf('- name: three\n  expect: [{kind: Deployment, fields: {spec.replicas: 3}}]\n')

describe('--update in a CI job', () => {
  test('writes nothing', async () => {
    const project = tested(testsOf('- {name: a, snapshot: true}\n'))
    await expect(project.run({ update: true, isCi: true })).rejects.toMatchObject({
      code: 'not-in-ci',
    })
    expect(failed(await project.run({ isCi: true }))).toEqual([
      'a prod_shop: the snapshot tests/snapshots/web/a.yaml does not exist',
    ])
  })
})

/** What a watch tells, where each look at the files makes the next of these steps; it ends after the last. */
async function watched(folder: string, steps: readonly (() => void)[]): Promise<string[]> {
  const interruption = new AbortController()
  const told: string[] = []
  const left = [...steps]
  const world = {
    ...worldIn(folder),
    interrupted: interruption.signal,
    sleep: async () => {
      const step = left.shift()
      if (step === undefined) interruption.abort()
      else step()
    },
  }
  await watchProject(
    { project: undefined, words: [], profiles: [], update: false, isCi: false },
    world,
    () => {},
    async (seen, changed) => {
      const result = seen instanceof KdeployError ? seen.code : failed(seen).join() || 'passed'
      told.push([...changed, result].join(' '))
    },
  )
  return told
}

const nothing = () => {}

describe('a watch', () => {
  test('runs the tests again after a change, once it is over', async () => {
    const { folder } = tested({ ...three, 'profiles/shared.yaml': '' })
    const write = (path: string, text: string) => () => writeFileSync(join(folder, path), text)

    expect(
      await watched(folder, [
        nothing,
        write('profiles/prod_shop.yaml', 'variables: {replicas: 30}\n'),
        write('templates/_new.yaml', ''),
        nothing,
        nothing,
        write('profiles/prod_shop.yaml', 'variables: {replicas: 3}\n'),
        nothing,
        write('kdeploy.yaml', 'name: 7\n'),
        nothing,
        write('kdeploy.yaml', 'name: shop\n'),
        nothing,
        () => rmSync(join(folder, 'tests/web.yaml')),
        nothing,
      ]),
    ).toEqual([
      'passed',
      'profiles/prod_shop.yaml templates/_new.yaml three prod_shop: Deployment shop/web: spec.replicas is 30, expected 3',
      'profiles/prod_shop.yaml passed',
      'kdeploy.yaml file-invalid',
      'kdeploy.yaml passed',
      'tests/web.yaml test-unknown',
    ])
  })

  test('sees a file that a source reads, wherever it is', async () => {
    const { folder } = tested({
      ...three,
      'shared/values.yaml': 'replicas: 3\n',
      'profiles/prod_shop.yaml': 'variablesFrom: [{file: shared/values.yaml}]\n',
    })

    const change = () => writeFileSync(join(folder, 'shared/values.yaml'), 'replicas: 33\n')
    expect(await watched(folder, [nothing, change, nothing])).toEqual([
      'passed',
      'shared/values.yaml three prod_shop: Deployment shop/web: spec.replicas is 33, expected 3',
    ])
  })

  test('sees a file that comes into a folder whose files a template takes', async () => {
    const { folder } = tested({
      'templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {{ files("conf/*") | to_json }}\n',
      'conf/a.txt': '1',
      ...testsOf('- name: two\n  expect: [{kind: ConfigMap, fields: {data: {length: 1}}}]\n'),
    })

    const add = () => writeFileSync(join(folder, 'conf/b.txt'), '2')
    expect(await watched(folder, [nothing, add, nothing])).toEqual([
      'passed',
      'conf/b.txt two prod_shop: ConfigMap shop/a: data is {"a.txt":"1","b.txt":"2"}, expected a length of 1',
    ])
  })

  test('runs nothing again while nothing changes', async () => {
    const { folder } = tested(three)
    expect(await watched(folder, [nothing, nothing, nothing])).toEqual(['passed'])
  })
})
