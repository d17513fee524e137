import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/default.yaml': 'namespace: a\nvariables: {x: 1}\n',
      'profiles/prod_web.yaml': 'variablesFrom:\n- {environment: [COLOUR]}\n- {file: more.yaml, optional: true}\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "{{ COLOUR }}"}\n',
      'templates/broken/b.yaml': '{{ nothing.there }}\n',
    },
  })
})
afterAll(() => project.remove())

const run = (...args: string[]) => kdeploy(args, { cwd: project.folder, env: { COLOUR: 'red-and-blue' } })
const render = ['render', '-p', 'prod_web', '-t', 'a.yaml', '--offline']

describe('--verbose', () => {
  test('tells the project, the layers, the sources, the files and the time of each phase, by name only', async () => {
    const { stderr, exitCode } = await run(...render, '--verbose')

    const lines = stderr.split('\n').filter(Boolean)
    expect(lines.filter((line) => !/^\[\d+\.\d{3}s\] /.test(line))).toEqual([])
    expect(lines.map((line) => line.replace(/^\S+ /, '').replace(/\d+ ms/, 'N ms'))).toEqual([
      `project: ${project.folder}`,
      'read: kdeploy.yaml',
      'read: profiles/default.yaml',
      'no file: profiles/prod.yaml',
      'no file: profiles/_web.yaml',
      'read: profiles/prod_web.yaml',
      'layers: profiles/default.yaml < profiles/prod_web.yaml',
      'no file: more.yaml',
      'source: the file more.yaml: missing',
      'templates: a.yaml, broken/b.yaml',
      'source: environment',
      'variables took N ms',
      'render took N ms',
    ])
    expect(stderr).not.toContain('red-and-blue')
    expect(exitCode).toBe(0)
  })

  test('leaves stdout and the exit code as they are, before the command, behind it, and short', async () => {
    const quiet = await run(...render)
    expect(quiet).toMatchObject({ exitCode: 0, stderr: '' })
    for (const args of [
      ['-v', ...render],
      ['--verbose', ...render],
      [...render, '-v'],
    ]) {
      const { stdout, stderr, exitCode } = await run(...args)
      expect({ stdout, exitCode }).toEqual({ stdout: quiet.stdout, exitCode: 0 })
      expect(stderr).toContain('render took')
    }
  })

  test('tells the causes of an error below it', async () => {
    const broken = ['render', '-p', 'prod_web', '-t', 'broken/b.yaml', '--offline']
    const quiet = await run(...broken)

    const { stderr, exitCode } = await run(...broken, '-v')

    expect(stderr).toMatch(/error: [\s\S]*\] caused by: \S+ .+\n(\[\S+ at .+\n)+$/)
    expect(quiet.stderr).not.toContain('caused by')
    expect([quiet.exitCode, exitCode]).toEqual([2, 2])
  })

  test.each(['render', 'diff', 'apply', 'undo', 'history', 'status', 'validate', 'explain', 'profiles', 'delete'])(
    'is known to the help and the completion of %s',
    async (command) => {
      expect((await run(command, '--help')).stdout).toMatch(/-v, --verbose/)
      expect((await run('complete', 'fish', '--', command, '--verb')).stdout).toMatch(/^--verbose\t.*\n$/)
    },
  )
})
