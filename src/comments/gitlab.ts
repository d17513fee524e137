import {
  addressIn,
  beginsWith,
  type CodeHost,
  fieldOf,
  firstOf,
  type HostComment,
  isToken,
  mistake,
  pageLimits,
  sortComments,
  type Thread,
} from './code-host.ts'
import { CommentProblem } from './comment-problem.ts'
import type { HttpClient } from './http-client.ts'
import { withoutActions } from './quick-actions.ts'

/** The first that is set is used. */
const tokens = ['KDEPLOY_GITLAB_TOKEN', 'GITLAB_TOKEN']

const needsToken =
  "GitLab's job token may not write comments: make a project access token with the role Reporter and the scope api, and put it into the masked variable KDEPLOY_GITLAB_TOKEN"

/** Characters. GitLab takes a million, but every reader of a merge request loads all of its comments. */
const longest = 200_000

/**
 * Comments, which GitLab calls notes, of a merge request (docs.gitlab.com, REST API, "Notes"). The variables are those of GitLab
 * CI/CD ("Predefined CI/CD variables").
 */
export const gitlab: CodeHost = {
  name: 'GitLab',
  isHere: (environment) => environment['GITLAB_CI'] === 'true',
  find(environment, readFile) {
    const number = environment['CI_MERGE_REQUEST_IID'] ?? ''
    if (!/^[1-9]\d{0,14}$/.test(number))
      return {
        reason: `this job is not in a pipeline of a merge request, but in one for ${environment['CI_PIPELINE_SOURCE'] || 'something else'}`,
        isMistake: false,
        hint: 'rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}] runs a job for merge requests',
      }
    const base = addressIn(environment, 'CI_API_V4_URL')
    if (!(base instanceof URL)) return base
    // Of a merge request from a fork, the pipeline may be the fork's; the comments are not.
    const project = firstOf(environment, ['CI_MERGE_REQUEST_PROJECT_ID', 'CI_PROJECT_ID']) ?? ''
    if (!/^\d{1,15}$/.test(project)) return mistake('CI_PROJECT_ID is not a number', 'the CI system sets it')
    const own = firstOf(environment, tokens)
    const token = own ?? firstOf(environment, ['CI_JOB_TOKEN'])
    if (token === undefined) return mistake(`none of ${tokens.join(', ')} is set`, needsToken)
    if (!isToken(token)) return mistake('the token has characters that none has', needsToken)
    const commit = firstOf(environment, ['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA', 'CI_COMMIT_SHA'])
    const page = firstOf(environment, ['CI_MERGE_REQUEST_PROJECT_URL', 'CI_PROJECT_URL'])
    const where = {
      notes: `projects/${project}/merge_requests/${number}/notes`,
      page: page === undefined ? undefined : `${page}/-/merge_requests/${number}`,
      isJobToken: own === undefined,
    }
    return {
      name: `merge request ${environment['CI_MERGE_REQUEST_PROJECT_PATH'] ?? ''}!${number}`,
      longest,
      commit,
      token,
      http: {
        host: 'GitLab',
        base,
        headers: { accept: 'application/json', [own === undefined ? 'job-token' : 'private-token']: token },
        authorities: authoritiesIn(environment['CI_SERVER_TLS_CA_FILE'], readFile),
      },
      hint: (status) => {
        if (status !== 401 && status !== 403 && status !== 404) return undefined
        if (own === undefined) return needsToken
        if (status === 401) return 'the token is wrong, has expired, or is a protected variable of another branch'
        return 'the token needs the scope api, and its project or user the role Reporter'
      },
      openThread: (client) => openThread(client, where),
    }
  },
}

/** The authorities that the runner was set up with, for a GitLab of one's own. */
function authoritiesIn(path: string | undefined, readFile: (path: string) => string): string[] {
  if (!path) return []
  try {
    return [readFile(path)]
  } catch {
    return []
  }
}

interface Where {
  /** Of the API. */
  readonly notes: string
  /** Of the merge request, for people. */
  readonly page: string | undefined
  readonly isJobToken: boolean
}

function openThread(client: HttpClient, { notes, page, isJobToken }: Where): Thread {
  const read = (json: unknown) => commentOf(json, page)
  return {
    written: withoutActions,
    async findAuthor() {
      if (isJobToken) return undefined
      const { status, json } = await client.request({ method: 'GET', path: 'user', expect: [403, 404] })
      return status === 200 ? idOf(json) : undefined
    },
    async list(mark) {
      const comments: HostComment[] = []
      let number = '1'
      for (let pages = 0; pages < pageLimits.pages; pages++) {
        const path = `${notes}?sort=asc&order_by=created_at&per_page=${pageLimits.size}&page=${number}`
        const { json, headers } = await client.request({ method: 'GET', path })
        if (!Array.isArray(json)) throw new CommentProblem('GitLab answered with something other than a list of notes')
        for (const one of json) {
          const comment = read(one)
          if (fieldOf(one, 'system') !== true && beginsWith(comment.body, mark)) comments.push(comment)
        }
        const next = [headers['x-next-page'] ?? ''].flat().join('')
        if (!/^\d{1,9}$/.test(next)) return sortComments(comments, true)
        number = next
      }
      return sortComments(comments, false)
    },
    async create(text) {
      const { json } = await client.request({ method: 'POST', path: notes, body: { body: text } })
      return read(json)
    },
    async replace({ id }, text) {
      const path = `${notes}/${id}`
      const { status, json } = await client.request({ method: 'PUT', path, body: { body: text }, expect: [404] })
      return status === 404 ? undefined : read(json)
    },
    async remove({ id }) {
      await client.request({ method: 'DELETE', path: `${notes}/${id}`, expect: [404] })
    },
  }
}

/** @throws CommentProblem */
function commentOf(json: unknown, page: string | undefined): HostComment {
  const id = fieldOf(json, 'id')
  const body = fieldOf(json, 'body') ?? ''
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || typeof body !== 'string')
    throw new CommentProblem('GitLab answered with something other than a note')
  const url = page === undefined ? undefined : `${page}#note_${id}`
  return { id, body, author: idOf(fieldOf(json, 'author')), url }
}

function idOf(user: unknown): string | undefined {
  const id = fieldOf(user, 'id')
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : undefined
}
