import { expect, test } from 'vitest'
import { describeDeployer } from '../../../src/workflow/run/deployer.ts'

const cases: readonly (readonly [string, Record<string, string>, string])[] = [
  ['a laptop', {}, 'root@host'],
  [
    'GitLab',
    { CI_JOB_URL: 'https://gitlab.example.com/shop/-/jobs/7', GITLAB_USER_LOGIN: 'alice' },
    'alice@host, https://gitlab.example.com/shop/-/jobs/7',
  ],
  [
    'GitHub',
    {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '42',
      GITHUB_ACTOR: 'bob',
    },
    'bob@host, https://github.com/acme/shop/actions/runs/42',
  ],
  ['Jenkins', { BUILD_URL: 'https://ci.example.com/job/shop/3/' }, 'root@host, https://ci.example.com/job/shop/3/'],
  [
    'Azure Pipelines',
    { SYSTEM_COLLECTIONURI: 'https://dev.azure.com/acme/', SYSTEM_TEAMPROJECT: 'shop', BUILD_BUILDID: '9' },
    'root@host, https://dev.azure.com/acme/shop/_build/results?buildId=9',
  ],
  ['an empty variable', { CI_JOB_URL: '' }, 'root@host'],
]

test.each(cases)('a deployer on %s is told by user, host and the address of the job', (_, variables, described) => {
  expect(describeDeployer(variables, 'root', 'host')).toBe(described)
})
