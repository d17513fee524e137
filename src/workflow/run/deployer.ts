/** Where CI systems say the address of the job that runs, as their documentation names the variables. */
const jobAddresses: readonly ((variables: Readonly<Record<string, string | undefined>>) => string | undefined)[] = [
  // GitLab
  (variables) => variables['CI_JOB_URL'],
  // GitHub, Gitea, Forgejo
  ({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
    run && `${server}/${repository}/actions/runs/${run}`,
  // Azure Pipelines
  ({ SYSTEM_COLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
    build && `${server}${project}/_build/results?buildId=${build}`,
  // Bitbucket
  ({ BITBUCKET_GIT_HTTP_ORIGIN: repository, BITBUCKET_BUILD_NUMBER: build }) =>
    build && `${repository}/pipelines/results/${build}`,
  // Buildkite, CircleCI, Woodpecker, Drone, Travis CI
  (variables) => variables['BUILDKITE_BUILD_URL'],
  (variables) => variables['CIRCLE_BUILD_URL'],
  (variables) => variables['CI_PIPELINE_URL'],
  (variables) => variables['DRONE_BUILD_LINK'],
  (variables) => variables['TRAVIS_JOB_WEB_URL'],
  // Jenkins, TeamCity
  (variables) => variables['BUILD_URL'],
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

/**
 * Who deploys, for the lock and the history: `alice@laptop`; in a CI job also its address:
 * `alice@runner-3, https://…/jobs/1`.
 */
export function describeDeployer(
  variables: Readonly<Record<string, string | undefined>>,
  user: string,
  host: string,
): string {
  const job = jobAddresses.map((addressIn) => addressIn(variables)).find(Boolean)
  if (job === undefined) return `${user}@${host}`
  const starter = jobStarters.map((name) => variables[name]).find(Boolean)
  return `${starter ?? user}@${host}, ${job}`
}
