import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

const files = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/prod_web.yaml': 'variables: {replicas: 1, tag: one}\n',
  'templates/web.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {replicas: "{{ replicas }}", tag: "{{ tag }}"}\n',
}

beforeAll(async () => {
  project = await createProject({ files })
})

afterAll(() => project.remove())

function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  return kdeploy(args, { cwd: project.folder, env: { KDEPLOY_NAMESPACE: 'shop', ...env } })
}

describe('options from the environment', () => {
  test('count as those of the command line, which overrides them', async () => {
    const env = { PROFILE: 'prod_web', KDEPLOY_SET: 'replicas=3\ntag=two' }
    expect((await run(['render', '--offline'], env)).stdout).toMatch(/replicas: "3"\n {2}tag: two/)

    const over = await run(['render', '--offline', '--set', 'replicas=4'], env)
    expect(over.stdout).toMatch(/replicas: "4"\n {2}tag: one/)
    expect(over.stderr).toBe('')
  })

  test('are called as they are written: by errors, and where a variable comes from', async () => {
    const env = { PROFILE: 'prod_web', KDEPLOY_SET: 'replicas=5' }
    expect((await run(['explain', 'prod_web', 'replicas'], env)).stdout).toMatch(/^replicas +5 +KDEPLOY_SET$/m)

    const failing = [
      [{ KDEPLOY_SET: 'replcas=5' }, 'error: KDEPLOY_SET replcas: nothing declares this variable'],
      [{ KDEPLOY_SET_STRING: 'tag' }, `KDEPLOY_SET_STRING "tag" has no =\nhint: write KDEPLOY_SET_STRING='name=value'`],
      [{ KDEPLOY_SET_JSON: 'tag={' }, 'KDEPLOY_SET_JSON "tag" is not JSON'],
      [{ KDEPLOY_SET_FILE: 'tag=none.txt' }, 'KDEPLOY_SET_FILE: the file none.txt does not exist'],
      [{ KDEPLOY_VALUES: 'none.yaml' }, 'KDEPLOY_VALUES: the file none.yaml does not exist'],
    ] as const
    for (const [given, message] of failing) {
      const { stderr } = await run(['render', 'prod_web', '--offline'], given)
      expect(stderr).toContain(message)
      expect(stderr).not.toContain('--set')
    }
  })

  test('are told by --verbose where nothing is written, and never with their values', async () => {
    const { stderr } = await run(['render', '--offline'], {
      PROFILE: 'prod_web',
      KDEPLOY_VERBOSE: '1',
      KDEPLOY_SET: 'tag=hunter2',
    })
    expect(stderr).toMatch(/options from the environment: KDEPLOY_NAMESPACE, KDEPLOY_SET, KDEPLOY_VERBOSE\n/)
    expect(stderr).not.toContain('hunter2')
  })

  test('are told in one line by a command that writes', async () => {
    const { stderr, exitCode } = await run(['init', 'new', '--template', 'web'], {
      KDEPLOY_IMAGE: 'registry.example.com/shop:1.0',
      KDEPLOY_YES: 'true',
      KDEPLOY_ENV_TYPES: '',
    })
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 })
    expect(stderr.split('\n')[0]).toBe('options from the environment: KDEPLOY_IMAGE, KDEPLOY_NAMESPACE, KDEPLOY_YES')
    expect(existsSync(join(project.folder, 'new', 'kdeploy.yaml'))).toBe(true)
  })

  test('end a command that can’t be parsed, as the command line does', async () => {
    const { stderr, exitCode } = await run(['status', '-p', 'prod_web'], { KDEPLOY_TIMEOUT: '5' })
    expect(stderr).toMatch(/^error: KDEPLOY_TIMEOUT: '5' is invalid\. Use a number with a unit.*\n\(run with --help/)
    expect(exitCode).toBe(2)
  })

  test('reach a command of a command, and one whose name comes late', async () => {
    const shown = await run(['history', 'show', '-p', 'prod_web'], { KDEPLOY_OUTPUT: 'yaml' })
    expect(shown.stderr).toMatch(/^error: KDEPLOY_OUTPUT: 'yaml' is invalid\. Allowed choices are text, json\./)
  })

  test('never let a dry run write', async () => {
    for (const command of ['apply', 'restart']) {
      const { stderr, exitCode } = await run([command, 'prod_web'], { KDEPLOY_DRY_RUN: '1' })
      expect(stderr).toContain(`error: KDEPLOY_DRY_RUN is set, and ${command} has no --dry-run`)
      expect(exitCode).toBe(2)
    }
    const rendered = await run(['render', 'prod_web', '--offline'], { KDEPLOY_DRY_RUN: '1' })
    expect(rendered.exitCode).toBe(0)
  })

  test('are told where their name is misspelled', async () => {
    const { stderr, exitCode } = await run(['render', 'prod_web', '--offline'], { KDEPLOY_OFLINE: '1' })
    expect(stderr).toBe('warning: KDEPLOY_OFLINE is not a variable of kdeploy render: did you mean KDEPLOY_OFFLINE?\n')
    expect(exitCode).toBe(0)
  })
})
