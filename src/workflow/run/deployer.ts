type Variables = Readonly<Record<string, string | undefined>>

/** What a CI system says of the job that runs, as its documentation names the variables. */
interface CiSystem {
  /** The job's address; undefined where this isn't the system. */
  readonly job: (variables: Variables) => string | undefined
  /** The variable that holds the commit. */
  readonly commit: string
}

const systems: readonly CiSystem[] = [
  // GitLab
  { job: (variables) => variables['CI_JOB_URL'], commit: 'CI_COMMIT_SHA' },
  // GitHub, Gitea, Forgejo
  {
    job: ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
      run && `${server}/${repository}/actions/runs/${run}`,
    commit: 'GITHUB_SHA',
  },
  // Azure Pipelines
  {
    job: ({ SYSTEM_COLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
      build && `${server}${project}/_build/results?buildId=${build}`,
    commit: 'BUILD_SOURCEVERSION',
  },
  // Bitbucket
  {
    job: ({ BITBUCKET_GIT_HTTP_ORIGIN: repository, BITBUCKET_BUILD_NUMBER: build }) =>
      build && `${repository}/pipelines/results/${build}`,
    commit: 'BITBUCKET_COMMIT',
  },
  // Buildkite, CircleCI, Woodpecker, Drone, Travis CI
  { job: (variables) => variables['BUILDKITE_BUILD_URL'], commit: 'BUILDKITE_COMMIT' },
  { job: (variables) => variables['CIRCLE_BUILD_URL'], commit: 'CIRCLE_SHA1' },
  { job: (variables) => variables['CI_PIPELINE_URL'], commit: 'CI_COMMIT_SHA' },
  { job: (variables) => variables['DRONE_BUILD_LINK'], commit: 'DRONE_COMMIT_SHA' },
  { job: (variables) => variables['TRAVIS_JOB_WEB_URL'], commit: 'TRAVIS_COMMIT' },
  // Jenkins, TeamCity
  { job: (variables) => variables['BUILD_URL'], commit: 'GIT_COMMIT' },
  { job: () => undefined, commit: 'BUILD_VCS_NUMBER' },
]

/** Who started a CI job, which is more than the runner's user says. */
const jobStarters: readonly string[] = [
  'GITLAB_USER_LOGIN',
  'GITHUB_ACTOR',
  'BUILD_REQUESTEDFOR',
  'BUILDKITE_BUILD_CREATOR',
  'CIRCLE_USERNAME',
  'BUILD_USER_ID',
]

/** Characters of an address that is recorded; no CI system has one as long. */
const longestAddress = 500

/** The CI job that deploys, and the commit that it deploys; each undefined where no variable tells it. */
export interface CiJob {
  /** `https://gitlab.example.com/shop/-/jobs/7`, without anything that could be a credential. */
  readonly url: string | undefined
  /** In hexadecimal, as git writes it. */
  readonly commit: string | undefined
}

/** What the variables tell of the CI job. The commit is that of the same system; where no system has a job, of any. */
export function ciJobIn(variables: Variables): CiJob {
  const system = systems.find(({ job }) => job(variables))
  const url = safeAddress(system?.job(variables))
  const commits = system === undefined ? systems.map(({ commit }) => variables[commit]) : [variables[system.commit]]
  return { url, commit: commits.find((commit) => commit !== undefined && /^[0-9a-f]{7,64}$/.test(commit)) }
}

/**
 * Who deploys, for the lock and the history: `alice@laptop`; in a CI job also its address:
 * `alice@runner-3, https://…/jobs/1`.
 */
export function describeDeployer(variables: Variables, user: string, host: string): string {
  const { url } = ciJobIn(variables)
  if (url === undefined) return `${user}@${host}`
  const starter = jobStarters.map((name) => variables[name]).find(Boolean)
  return `${starter ?? user}@${host}, ${url}`
}

/** The same, where all requests impersonate another user: `alice@laptop as jane`. */
export function impersonatingDeployer(deployer: string, as: string): string {
  return deployer.replace(/(?=, https?:)|$/, ` as ${as}`)
}

/** An address without a user, a password, a fragment, or parameters that are not numbers; undefined where it is none, or too long. */
function safeAddress(address: string | undefined): string | undefined {
  if (!address || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  url.username = ''
  url.password = ''
  url.hash = ''
  for (const [name, value] of [...url.searchParams]) if (!/^\d+$/.test(value)) url.searchParams.delete(name)
  return url.href.length <= longestAddress ? url.href : undefined
}
