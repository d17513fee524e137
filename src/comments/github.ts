import {
  addressIn,
  beginsWith,
  type CodeHost,
  type Environment,
  fieldOf,
  firstOf,
  type HostComment,
  type HostTarget,
  isToken,
  mistake,
  pageLimits,
  sortComments,
  type Thread,
} from './code-host.ts'
import { CommentProblem } from './comment-problem.ts'
import type { HttpClient } from './http-client.ts'

/** The first that is set is used. */
const tokens = ['KDEPLOY_GITHUB_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN']

/** In a job's variables; of a pull request from a fork, GitHub makes it read-only whatever the workflow says. */
const permission = 'the job needs permissions: {pull-requests: write}; of a pull request from a fork it never has them'

/**
 * Comments of a pull request: those of its issue (docs.github.com, REST API, "Issue comments"). The variables are those of GitHub
 * Actions ("Variables reference").
 */
export const github: CodeHost = {
  name: 'GitHub',
  isHere: (environment) => environment['GITHUB_ACTIONS'] === 'true',
  find(environment, readFile) {
    const event = readEvent(environment, readFile)
    const number = numberIn(event, environment['GITHUB_REF'])
    if (number === undefined)
      return {
        reason: `this job is not for a pull request, but for ${environment['GITHUB_EVENT_NAME'] || 'something else'}`,
        isMistake: false,
        hint: undefined,
      }
    const base = addressIn(environment, 'GITHUB_API_URL')
    if (!(base instanceof URL)) return base
    const repository = environment['GITHUB_REPOSITORY'] ?? ''
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
      return mistake('GITHUB_REPOSITORY is not OWNER/NAME', 'the CI system sets it')
    const token = firstOf(environment, tokens)
    const how = `in the step, set env: {KDEPLOY_GITHUB_TOKEN: "\${{ github.token }}"}`
    if (token === undefined) return mistake(`none of ${tokens.join(', ')} is set`, how)
    if (!isToken(token)) return mistake('the token has characters that none has', how)
    return targetOf({ base, repository, number, token, graphql: environment['GITHUB_GRAPHQL_URL'] }, event)
  },
}

interface Where {
  readonly base: URL
  readonly repository: string
  readonly number: number
  readonly token: string
  readonly graphql: string | undefined
}

function targetOf(where: Where, event: unknown): HostTarget {
  const { base, repository, number, token } = where
  const head = fieldOf(event, 'pull_request', 'head', 'sha')
  return {
    name: `pull request ${repository}#${number}`,
    longest: 65_536,
    // GITHUB_SHA is that of a merge with the target branch, which nobody made.
    commit: typeof head === 'string' ? head : undefined,
    token,
    http: {
      host: 'GitHub',
      base,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
      },
      authorities: [],
    },
    hint: (status) => {
      if (status === 401) return 'the token is wrong or has expired'
      return status === 403 || status === 404 ? permission : undefined
    },
    openThread: (client) => openThread(client, where),
  }
}

function openThread(client: HttpClient, { base, repository, number, graphql }: Where): Thread {
  const own = `repos/${repository}/issues/comments`
  const all = `repos/${repository}/issues/${number}/comments`
  return {
    written: (text) => text,
    async findAuthor() {
      const { status, json } = await client.request({ method: 'GET', path: 'user', expect: [403, 404] })
      if (status === 200) return loginOf(json)
      return viewerOf(client, base, graphql)
    },
    async list(mark) {
      const comments: HostComment[] = []
      let path: string | URL = `${all}?per_page=${pageLimits.size}`
      for (let pages = 0; pages < pageLimits.pages; pages++) {
        const { json, headers } = await client.request({ method: 'GET', path })
        if (!Array.isArray(json))
          throw new CommentProblem('GitHub answered with something other than a list of comments')
        for (const one of json) {
          const comment = commentOf(one)
          if (beginsWith(comment.body, mark)) comments.push(comment)
        }
        const next = nextOf(headers['link'])
        if (next === undefined) return sortComments(comments, true)
        path = new URL(next, base)
      }
      return sortComments(comments, false)
    },
    create: async (body) => commentOf((await client.request({ method: 'POST', path: all, body: { body } })).json),
    async replace({ id }, body) {
      const path = `${own}/${id}`
      const { status, json } = await client.request({ method: 'PATCH', path, body: { body }, expect: [404] })
      return status === 404 ? undefined : commentOf(json)
    },
    async remove({ id }) {
      await client.request({ method: 'DELETE', path: `${own}/${id}`, expect: [404] })
    },
  }
}

/** The token of a GitHub App, such as a job's own, may not read `/user`, but GraphQL tells it whose it is. */
async function viewerOf(client: HttpClient, base: URL, graphql: string | undefined): Promise<string | undefined> {
  const path = graphql !== undefined && URL.canParse(graphql) ? new URL(graphql) : new URL('/graphql', base)
  if (path.origin !== base.origin) return undefined
  const body = { query: 'query { viewer { login } }' }
  const refused = [400, 401, 403, 404, 405, 500, 502, 503]
  const { json } = await client.request({ method: 'POST', path, body, expect: refused })
  return loginOf(fieldOf(json, 'data', 'viewer'))
}

/** `github-actions[bot]`: no person's name has brackets. */
function loginOf(user: unknown): string | undefined {
  const login = fieldOf(user, 'login')
  return typeof login === 'string' && login !== '' ? login.toLowerCase() : undefined
}

/** @throws CommentProblem */
function commentOf(json: unknown): HostComment {
  const id = fieldOf(json, 'id')
  const body = fieldOf(json, 'body') ?? ''
  const url = fieldOf(json, 'html_url')
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || typeof body !== 'string')
    throw new CommentProblem('GitHub answered with something other than a comment')
  return { id, body, author: loginOf(fieldOf(json, 'user')), url: typeof url === 'string' ? url : undefined }
}

/** The next page's address (RFC 8288). */
function nextOf(link: string | string[] | undefined): string | undefined {
  const [, next] = /<([^<>]*)>\s*;[^,]*\brel="?next"?/.exec([link ?? ''].flat().join(', ')) ?? []
  return next
}

/** The event that the workflow runs for; undefined where it can't be read. */
function readEvent(environment: Environment, readFile: (path: string) => string): unknown {
  const path = environment['GITHUB_EVENT_PATH']
  if (!path) return undefined
  try {
    return JSON.parse(readFile(path))
  } catch {
    return undefined
  }
}

/** The pull request: that of the event, also where somebody comments on it, else that of the ref. */
function numberIn(event: unknown, ref: string | undefined): number | undefined {
  const isComment = fieldOf(event, 'issue', 'pull_request') !== undefined
  const told = fieldOf(event, 'pull_request', 'number') ?? (isComment ? fieldOf(event, 'issue', 'number') : undefined)
  if (typeof told === 'number' && Number.isSafeInteger(told) && told > 0) return told
  const [, number] = /^refs\/pull\/([1-9]\d{0,14})\/(?:merge|head)$/.exec(ref ?? '') ?? []
  return number === undefined ? undefined : Number(number)
}
