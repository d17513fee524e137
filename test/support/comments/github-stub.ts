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

const thread = '/repos/shop/app/issues/7/comments'
const one = /^\/repos\/shop\/app\/issues\/comments\/(\d+)$/
const longest = 65_536

/**
 * GitHub's endpoints of the comments of pull request shop/app#7 (docs.github.com/en/rest, "Issue comments", version 2022-11-28).
 * The token of an app may not read /user.
 */
export function startGitHub(options: StubOptions): Promise<CodeHostStub> {
  const { token, author } = options
  const answer = (request: StubRequest, stub: CodeHostStub): Answer | undefined => {
    const { method, url, headers } = request
    const endpoint = `${method} ${url.pathname}`
    if (headers.authorization !== `Bearer ${token}`) return [401, { message: 'Bad credentials', status: '401' }]
    if (!headers['user-agent']?.startsWith('kdeploy/')) stub.violations.push(`${endpoint} has no agent`)
    if (headers.accept !== 'application/vnd.github+json') stub.violations.push(`${endpoint} accepts ${headers.accept}`)
    if (headers['x-github-api-version'] !== '2022-11-28') stub.violations.push(`${endpoint} names no version`)
    if (endpoint === 'POST /graphql') return [200, { data: { viewer: { login: author } } }]
    if (endpoint === 'GET /user') {
      if (author.endsWith('[bot]')) return [403, { message: 'Resource not accessible by integration' }]
      return [200, { login: author, id: 1 }]
    }
    if (endpoint === `GET ${thread}`) return list(url, stub)
    if (endpoint === `POST ${thread}`) {
      const body = bodyOf(request, stub)
      if (body === undefined || body.length > longest) return invalid
      const comment = stub.add(author, body)
      stub.created?.(comment)
      return [201, shown(comment)]
    }
    const [, id] = one.exec(url.pathname) ?? []
    if (id === undefined || !['PATCH', 'DELETE'].includes(method)) return undefined
    const comment = stub.comments.find((candidate) => candidate.id === Number(id))
    if (comment === undefined) return [404, { message: 'Not Found', status: '404' }]
    if (method === 'DELETE') {
      stub.comments.splice(stub.comments.indexOf(comment), 1)
      return [204]
    }
    const body = bodyOf(request, stub)
    if (body === undefined || body.length > longest) return invalid
    comment.body = body
    return [200, shown(comment)]
  }
  return startStub(answer, options)
}

const invalid: Answer = [422, { message: 'Validation Failed', errors: [{ field: 'data', code: 'unprocessable' }] }]

function list(url: URL, stub: CodeHostStub): Answer {
  const { page, next } = pageOf(stub.comments, url)
  const address = new URL(`${url.pathname}${url.search}`, stub.url)
  address.searchParams.set('page', String(next))
  const link = `<${address}>; rel="next", <${address}>; rel="last"`
  return [200, page.map(shown), next === undefined ? {} : { link }]
}

function shown({ id, body, author }: StubComment): unknown {
  const user = author === 'ghost' ? null : { login: author, type: author.endsWith('[bot]') ? 'Bot' : 'User' }
  return { id, body, user, html_url: `https://github.example/shop/app/pull/7#issuecomment-${id}` }
}
