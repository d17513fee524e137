import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readDocuments } from '../../src/yaml/read.ts'
import { createProject, repository } from '../support/projects/project.ts'

interface Plugin {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly version: string
    readonly discover: { readonly fileName: string }
    readonly generate: { readonly command: readonly string[]; readonly args: readonly string[] }
    readonly lockRepo: boolean
  }
}

const page = readFileSync(join(repository, 'docs/migrating/gitops.md'), 'utf8')
const [, text = ''] =
  /```yaml\n(apiVersion: argoproj.io\/v1alpha1\nkind: ConfigManagementPlugin\n.*?)```/s.exec(page) ?? []
const [document] = readDocuments(text, 'plugin.yaml')
const plugin = document?.value as unknown as Plugin

test("the plugin has the fields that Argo CD's server of plugins reads, and no other", () => {
  // cmpserver/plugin/config.go of Argo CD: PluginConfig, which is read strictly.
  expect(Object.keys(plugin).toSorted()).toEqual(['apiVersion', 'kind', 'metadata', 'spec'])
  expect(plugin).toMatchObject({ apiVersion: 'argoproj.io/v1alpha1', kind: 'ConfigManagementPlugin' })
  expect(Object.keys(plugin.spec).toSorted()).toEqual(['discover', 'generate', 'lockRepo', 'version'])
  expect(Object.keys(plugin.spec.discover)).toEqual(['fileName'])
  expect(Object.keys(plugin.spec.generate).toSorted()).toEqual(['args', 'command'])
})

test('its command renders the profile, and the cluster, that the Application names', async () => {
  const project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {on: "{{ CLUSTER | default("one") }}"}\n',
      'profiles/prod_a.yaml': 'namespace: shop\n',
      'profiles/prod_b.yaml': 'namespace: shop\nclusters: {eu: {}, us: {}}\n',
      'bin/.keep': '',
    },
  })
  onTestFinished(() => project.remove())
  symlinkSync(join(repository, 'bin/kdeploy.js'), join(project.folder, 'bin/kdeploy'))
  const { command, args } = plugin.spec.generate
  const [file = '', ...first] = command
  const generate = (env: Readonly<Record<string, string>>) =>
    execFileSync(file, [...first, ...args], {
      cwd: project.folder,
      env: { PATH: `${join(project.folder, 'bin')}:${process.env['PATH']}`, ...env },
      encoding: 'utf8',
    })

  expect(generate({ ARGOCD_ENV_PROFILE: 'prod_a' })).toContain('name: a\n')
  expect(generate({ ARGOCD_ENV_PROFILE: 'prod_b', ARGOCD_ENV_CLUSTER: 'us' })).toContain('us\n')
})
