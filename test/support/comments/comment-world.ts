import { setTimeout as pause } from 'node:timers/promises'
import type { HttpLimits } from '../../../src/comments/http-client.ts'
import type { CommentWorld } from '../../../src/comments/open-place.ts'
import type { CodeHostStub } from './code-host-stub.ts'

/** A job's world: what it waited for, traced and made known as a secret. */
interface TestWorld extends CommentWorld {
  readonly waits: number[]
  readonly traced: string[]
  readonly secrets: string[]
}

export function commentWorld(
  environment: Readonly<Record<string, string | undefined>>,
  files: Readonly<Record<string, string>> = {},
  interrupted: AbortSignal = new AbortController().signal,
): TestWorld {
  const waits: number[] = []
  const traced: string[] = []
  const secrets: string[] = []
  return {
    ...{ environment, interrupted, waits, traced, secrets, userAgent: 'kdeploy/1.0.0' },
    trace: (line) => traced.push(line),
    async sleep(milliseconds) {
      waits.push(milliseconds)
      await pause(0)
    },
    monotonicClock: () => Math.round(performance.now()),
    readFile(path) {
      const text = files[path]
      if (text === undefined) throw new Error(`ENOENT: ${path}`)
      return text
    },
    registerSecrets: (values) => secrets.push(...values),
  }
}

/** As long as a loaded machine needs. */
export const testLimits: HttpLimits = {
  connect: 20_000,
  response: 20_000,
  whole: 20_000,
  total: 60_000,
  maxRetryAfter: 30_000,
  baseDelay: 500,
}

/** What GitHub Actions says of a job for pull request shop/app#7. */
export function githubJob({ url }: Pick<CodeHostStub, 'url'>, token: string): Record<string, string> {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: url,
    GITHUB_GRAPHQL_URL: `${url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'shop/app',
    GITHUB_RUN_ID: '99',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SHA: '1111111111111111111111111111111111111111',
    GITHUB_TOKEN: token,
  }
}

/** What GitLab CI/CD says of a job for merge request 7 of project 42. */
export function gitlabJob({ url }: Pick<CodeHostStub, 'url'>, token: string): Record<string, string> {
  return {
    GITLAB_CI: 'true',
    CI_API_V4_URL: `${url}/api/v4`,
    CI_PROJECT_ID: '42',
    CI_MERGE_REQUEST_PROJECT_ID: '42',
    CI_MERGE_REQUEST_PROJECT_PATH: 'shop/app',
    CI_MERGE_REQUEST_PROJECT_URL: 'https://gitlab.example/shop/app',
    CI_MERGE_REQUEST_IID: '7',
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_COMMIT_SHA: '2222222222222222222222222222222222222222',
    CI_JOB_URL: 'https://gitlab.example/shop/app/-/jobs/5',
    CI_JOB_TOKEN: 'job-token-of-this-job',
    KDEPLOY_GITLAB_TOKEN: token,
  }
}
