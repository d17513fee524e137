import { expect, test } from 'vitest'
import { ciJobIn, describeDeployer, impersonatingDeployer } from '../../../src/workflow/run/deployer.ts'

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

test.each([
  ['alice@laptop', 'alice@laptop as jane'],
  [
    'alice@host, https://gitlab.example.com/shop/-/jobs/7',
    'alice@host as jane, https://gitlab.example.com/shop/-/jobs/7',
  ],
])('a deployer %s who impersonates another is told with both', (deployer, described) => {
  expect(impersonatingDeployer(deployer, 'jane')).toBe(described)
})

const commit = '0123456789abcdef0123456789abcdef01234567'

test.each<[string, Record<string, string>, { url?: string; commit?: string }]>([
  ['no CI', {}, {}],
  [
    'GitLab',
    { CI_JOB_URL: 'https://gitlab.example.com/shop/-/jobs/7', CI_COMMIT_SHA: commit },
    { url: 'https://gitlab.example.com/shop/-/jobs/7', commit },
  ],
  [
    'GitHub',
    {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '42',
      GITHUB_SHA: commit,
    },
    { url: 'https://github.com/acme/shop/actions/runs/42', commit },
  ],
  [
    'Jenkins',
    { BUILD_URL: 'https://ci.example.com/job/shop/3/', GIT_COMMIT: commit },
    { url: 'https://ci.example.com/job/shop/3/', commit },
  ],
  ['TeamCity', { BUILD_VCS_NUMBER: commit }, { commit }],
  [
    'the commit of another system',
    { CI_JOB_URL: 'https://ci.example.com/7', GIT_COMMIT: commit },
    { url: 'https://ci.example.com/7' },
  ],
  ['what is no commit', { GIT_COMMIT: 'HEAD', CI_COMMIT_SHA: `${commit}; rm -rf /` }, {}],
  [
    'an address that holds a credential',
    { BUILD_URL: 'https://ci:hunter2@ci.example.com/job/3/?token=hunter2&buildId=9#hunter2' },
    { url: 'https://ci.example.com/job/3/?buildId=9' },
  ],
  ['what is no address', { BUILD_URL: 'job 3' }, {}],
  ['another kind of address', { BUILD_URL: 'javascript:alert(1)' }, {}],
  ['an address that is too long', { BUILD_URL: `https://ci.example.com/${'a'.repeat(500)}` }, {}],
])('the job and the commit of %s', (_, variables, { url, commit: told }) => {
  expect(ciJobIn(variables)).toEqual({ url, commit: told })
})

test('a deployer is told without a credential of the job', () => {
  const variables = { CI_JOB_URL: 'https://ci:hunter2@ci.example.com/7' }
  expect(describeDeployer(variables, 'root', 'host')).toBe('root@host, https://ci.example.com/7')
})
