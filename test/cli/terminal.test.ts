import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { startOnTerminal } from '../support/output/terminal.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_web.yaml': 'namespace: shop\n',
      'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n',
    },
  })
})

afterAll(() => project.remove())

const sequence = '\u001b['

function onTerminal(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}, typed = false) {
  return startOnTerminal(args, { cwd: project.folder, env, typed }).result
}

describe('on a terminal', () => {
  test.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ CI: 'true' }, true],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
  ])('an error with %j is coloured: %s', async (env, expected) => {
    const { stdout } = await onTerminal(['render', 'prod_nope'], env)
    expect(stdout).toContain('prod_nope')
    expect(stdout.includes(sequence)).toBe(expected)
  })

  test('- is refused instead of waited for', async () => {
    for (const args of [
      ['render', 'prod_web', '--values', '-'],
      ['render', 'prod_web', '--set-file', 'a=-'],
      ['validate', '--crds', '-'],
      ['init', 'new', '--from', '-'],
      ['apply', 'prod_web', '--plan', '-'],
    ]) {
      const { stdout, exitCode } = await onTerminal(args, { NO_COLOR: '1' }, true)
      expect(stdout).toContain('reads stdin, which is a terminal')
      expect(exitCode).toBe(2)
    }
  })
})

describe('in a pipe', () => {
  test('FORCE_COLOR colours what is told, and no data', async () => {
    const env = { FORCE_COLOR: '1' }
    const rendered = await kdeploy(['render', 'prod_web'], { cwd: project.folder, env })
    expect(rendered.stdout).toContain('kind: ConfigMap')
    expect(rendered.stdout).not.toContain(sequence)

    const listed = await kdeploy(['profiles', '-o', 'json'], { cwd: project.folder, env })
    expect(JSON.parse(listed.stdout)).toMatchObject([{ profile: 'prod_web' }])

    const failed = await kdeploy(['render', 'prod_nope'], { cwd: project.folder, env })
    expect(failed.stderr).toContain(`${sequence}31m`)
  })
})
