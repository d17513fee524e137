import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'
import { documentedCommands } from '../support/security-doc.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({ example: true })
})

afterAll(() => project.remove())

const forPullRequests = documentedCommands("A pull request's pipeline")

describe('docs/operating/security.md', () => {
  test('has command lines of kdeploy only, all of which are run: here, or on a cluster by test/e2e/permissions/security-doc.test.ts', () => {
    const all = documentedCommands()

    expect(all.filter(([program]) => program !== 'kdeploy')).toEqual([])
    expect(all).toEqual([...forPullRequests, ...documentedCommands('The deploy job')])
    expect(forPullRequests.length).toBeGreaterThan(1)
  })

  test.each(forPullRequests.map((words) => [words.join(' '), words] as const))(
    'says what a pull request’s pipeline can run without a cluster or a credential: %s',
    async (_, [, ...args]) => {
      const { stdout, stderr, exitCode } = await kdeploy(args, { cwd: project.folder })

      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
      expect(stdout).not.toBe('')
    },
  )

  test('says what it runs when a profile turns against it: nothing', async () => {
    const marker = 'variablesFrom: [{command: [touch, ran], as: x, example: {a: text}}]\n'
    await project.write({ 'profiles/prod_cthulu.yaml': marker, 'profiles/prod.yaml': marker })
    const withoutOffline = ['render', '-p', 'prod_cthulu', '--mask']

    for (const [, ...args] of forPullRequests) {
      expect(await kdeploy(args, { cwd: project.folder })).toMatchObject({ stderr: '', exitCode: 0 })
    }
    const refused = await kdeploy(withoutOffline, { cwd: project.folder, env: { KDEPLOY_NO_COMMANDS: '1' } })

    expect(refused.stderr).toContain('runs a program, which --no-commands (or KDEPLOY_NO_COMMANDS) forbids')
    expect(refused.exitCode).toBe(2)
    expect(existsSync(join(project.folder, 'ran'))).toBe(false)
  })
})
