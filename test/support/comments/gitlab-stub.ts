import {
  type Answer,
  bodyOf,
  type CodeHostStub,
  pageOf,
  type StubComment,
  type StubOptions,
  type StubRequest,
  startStub,
} from './code-host-stub.ts'

const thread = '/api/v4/projects/42/merge_requests/7/notes'
const one = /^\/api\/v4\/projects\/42\/merge_requests\/7\/notes\/(\d+)$/

/** Who writes the notes of GitLab itself. */
export const systemAuthor = '0'

/**
 * GitLab's endpoints of the notes of merge request 7 of project 42 (docs.gitlab.com/api/notes). A job's own token may do none of
 * it, unless `jobTokens` allows what no version of GitLab documents so far.
 */
export function startGitLab(options: StubOptions & { readonly jobTokens?: boolean }): Promise<CodeHostStub> {
  const { token, author, jobTokens = false } = options
  const answer = (request: StubRequest, stub: CodeHostStub): Answer | undefined => {
    const { method, url, headers } = request
    const endpoint = `${method} ${url.pathname}`
    const isJob = headers['job-token'] === token && jobTokens && endpoint !== 'GET /api/v4/user'
    if (headers['private-token'] !== token && !isJob) return [401, { message: '401 Unauthorized' }]
    if (headers.authorization !== undefined) stub.violations.push(`${endpoint} has another token`)
    if (endpoint === 'GET /api/v4/user') return [200, { id: Number(author), username: `user-${author}` }]
    if (endpoint === `GET ${thread}`) {
      const order = `${url.searchParams.get('sort')} ${url.searchParams.get('order_by')}`
      if (order !== 'asc created_at') stub.violations.push(`${endpoint} is in the order ${order}`)
      const { page, next } = pageOf(stub.comments, url)
      return [200, page.map(shown), { 'x-next-page': next === undefined ? '' : String(next) }]
    }
    if (endpoint === `POST ${thread}`) {
      const body = bodyOf(request, stub)
      if (body === undefined || body.length > 1_000_000) return [400, { message: { note: ['is too long'] } }]
      const comment = stub.add(author, body)
      stub.created?.(comment)
      return [201, shown(comment)]
    }
    const [, id] = one.exec(url.pathname) ?? []
    if (id === undefined || !['PUT', 'DELETE'].includes(method)) return undefined
    const comment = stub.comments.find((candidate) => candidate.id === Number(id))
    if (comment === undefined) return [404, { message: '404 Note Not Found' }]
    if (method === 'DELETE') {
      stub.comments.splice(stub.comments.indexOf(comment), 1)
      return [204]
    }
    const body = bodyOf(request, stub)
    if (body === undefined) return [400, { error: 'body is missing' }]
    comment.body = body
    return [200, shown(comment)]
  }
  return startStub(answer, options)
}

function shown({ id, body, author }: StubComment): unknown {
  return { id, body, author: { id: Number(author) }, system: author === systemAuthor, noteable_iid: 7 }
}
