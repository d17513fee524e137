import { describe, expect, test } from 'vitest'
import { ciSystem, systems, workspaceOf } from '../../../src/output/ci/systems.ts'

describe('the CI system of a run', () => {
  test.each([
    ['auto', {}, undefined],
    ['auto', { CI: 'true' }, undefined],
    ['auto', { GITHUB_ACTIONS: 'true' }, 'github'],
    ['auto', { GITLAB_CI: 'true' }, 'gitlab'],
    ['auto', { GITHUB_ACTIONS: 'false', GITLAB_CI: '' }, undefined],
    ['auto', { GITHUB_ACTIONS: 'true', GITLAB_CI: 'true' }, 'github'],
    ['none', { GITHUB_ACTIONS: 'true' }, undefined],
    ['gitlab', { GITHUB_ACTIONS: 'true' }, 'gitlab'],
    ['github', {}, 'github'],
  ] as const)('chosen by %s in %j is %s', (choice, environment, system) => {
    expect(ciSystem(choice, environment)).toBe(system)
  })

  test('has its repository where the job says', () => {
    expect(workspaceOf({ GITHUB_WORKSPACE: '/work/a' }, undefined)).toBe('/work/a')
    expect(workspaceOf({ GITHUB_WORKSPACE: '', CI_PROJECT_DIR: '/builds/b' }, 'github')).toBe('/builds/b')
    const both = { GITHUB_WORKSPACE: '/work/a', CI_PROJECT_DIR: '/builds/b' }
    expect(workspaceOf(both, 'gitlab')).toBe('/builds/b')
    expect(workspaceOf(both, 'github')).toBe('/work/a')
    expect(workspaceOf({}, 'gitlab')).toBeUndefined()
  })
})

describe('a fold', () => {
  test('of GitLab is a collapsed section with a name of its own, closed by that name', () => {
    const log = systems.gitlab.log('r1', () => 1_700_000_000_999)
    const written = [log.open('one'), log.close(), log.open('two'), log.close()]

    expect(written).toEqual([
      '\u001b[0Ksection_start:1700000000:kdeploy_one_r1_1[collapsed=true]\r\u001b[0Kone\n',
      '\u001b[0Ksection_end:1700000000:kdeploy_one_r1_1\r\u001b[0K\n',
      '\u001b[0Ksection_start:1700000000:kdeploy_two_r1_2[collapsed=true]\r\u001b[0Ktwo\n',
      '\u001b[0Ksection_end:1700000000:kdeploy_two_r1_2\r\u001b[0K\n',
    ])
    // What GitLab recognises as a section: https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections
    for (const marker of written)
      expect(marker).toMatch(/section_(?:start|end):\d+:[a-zA-Z0-9_.-]+(?:\[[^\]]*\])?\r\u001b\[0K/)
  })

  test('of GitHub is a group, whose title can hold no second command', () => {
    const log = systems.github.log('r1', () => 0)
    expect(log.open('100% a\n::error::b\r')).toBe('::group::100%25 a%0A::error::b%0D\n')
    expect(log.close()).toBe('::endgroup::\n')
  })
})
