import { expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

const variables = { app: 'shop', image: 'registry.example.com/shop:1', port: 8080, config_folder: 'config/*' }

async function withProject(own: object, body: (project: Project) => Promise<void>): Promise<void> {
  const profile = { namespace: 'shop', templates: ['config.yaml', 'web.yaml'], variables: { ...variables, ...own } }
  const files = {
    'profiles/default.yaml': '',
    'profiles/dev_shop.yaml': JSON.stringify(profile),
    'config/app.ini': 'name = {{ app }}\n',
    'config/logo.png': new Uint8Array([0xff, 0xd8, 0x00]),
  }
  const project = await createProject({ example: true, files })
  try {
    await body(project)
  } finally {
    await project.remove()
  }
}

async function rendered(project: Project): Promise<string> {
  const args = ['render', '--raw', '--offline', '-p', 'dev_shop']
  const { stdout, stderr, exitCode } = await kdeploy(args, { cwd: project.folder })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

test('a folder becomes files of the ConfigMap, as they are, and is mounted', () =>
  withProject({ config_files: { 'more.ini': 'x = 1' } }, async (project) => {
    const text = await rendered(project)

    expect(text).toContain(
      '  "app.ini": "name = {{ app }}\\n"\n  "more.ini": "x = 1"\nbinaryData: {"logo.png": "/9gA"}\n',
    )
    expect(text).toContain('- {name: config, mountPath: "/etc/shop", readOnly: true}')
  }))

test('its files may be templates', () =>
  withProject({ config_folder: 'config/*.ini', render_folder: true }, async (project) => {
    expect(await rendered(project)).toContain('"app.ini": "name = shop\\n"')
  }))

test('a changed file replaces the pods, also where names stay', () =>
  withProject({ by_content: false, config_folder: 'config/*.ini' }, async (project) => {
    const checksum = async () => /checksum\/config: "[0-9a-f]{64}"/.exec(await rendered(project))?.[0]
    const first = await checksum()
    await project.write({ 'config/app.ini': 'name = other\n' })

    expect(first).toBeDefined()
    expect(await checksum()).not.toBe(first)
  }))
