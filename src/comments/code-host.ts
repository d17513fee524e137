import type { NoPlace } from './comment-place.ts'
import type { HttpClient, HttpTarget } from './http-client.ts'

/** Comments are read in pages; GitLab itself allows 5,000 of a merge request. */
export const pageLimits = { size: 100, pages: 50 }

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A comment as its host keeps it. */
export interface HostComment {
  /** The later it was made, the larger. */
  readonly id: number
  readonly body: string
  /** Who wrote it, as `findAuthor` names them; undefined where the host doesn't tell. */
  readonly author: string | undefined
  readonly url: string | undefined
}

/** Comments of a thread, oldest first. */
export interface HostComments {
  readonly comments: readonly HostComment[]
  /** Whether these are all that were asked for; a limit was reached otherwise. */
  readonly isWhole: boolean
}

/** The comments of one merge request, by its host's API. @throws CommentProblem, each that asks it */
export interface Thread {
  /** Who comments with this token; undefined where the host doesn't tell. */
  findAuthor(): Promise<string | undefined>
  /** Those whose first line is the mark, whoever wrote them. */
  list(mark: string): Promise<HostComments>
  /** A text as the host is to keep it, which `create` and `replace` are given. */
  written(text: string): string
  create(body: string): Promise<HostComment>
  /** undefined where it is gone. */
  replace(comment: HostComment, body: string): Promise<HostComment | undefined>
  /** It may be gone already. */
  remove(comment: HostComment): Promise<void>
}

/** What a job's variables say of the merge request that it is for. */
export interface HostTarget {
  readonly name: string
  readonly longest: number
  readonly commit: string | undefined
  readonly token: string
  readonly http: HttpTarget
  /** What to do about a status of refusal, where the host's own words don't say it. */
  hint(status: number | undefined): string | undefined
  openThread(client: HttpClient): Thread
}

/** A place where merge requests live. */
export interface CodeHost {
  /** Its name, as people write it. */
  readonly name: string
  /** Whether the job runs there. */
  isHere(environment: Environment): boolean
  /** The merge request that the job is for, or why there is none. `readFile` throws where a file can't be read. */
  find(environment: Environment, readFile: (path: string) => string): HostTarget | NoPlace
}

/** The first of some variables that is set, without white space around it. */
export function firstOf(environment: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '')
}

/** The address in a variable. */
export function addressIn(environment: Environment, name: string): URL | NoPlace {
  const text = firstOf(environment, [name]) ?? ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.search === '')
    return url
  return mistake(text === '' ? `${name} is not set` : `${name} is not the address of an API`, 'the CI system sets it')
}

/** Why a job that is for a merge request can't comment on it. */
export function mistake(reason: string, hint: string): NoPlace {
  return { reason, isMistake: true, hint }
}

/** Whether a token can stand in a header: what a shell left at its end or in it can't. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]{1,4096}$/.test(text)
}

/** Whether the first line of a comment is a mark: a quotation of it, or a mark further down, is somebody's words. */
export function beginsWith(body: string, mark: string): boolean {
  return body === mark || body.startsWith(`${mark}\n`) || body.startsWith(`${mark}\r\n`)
}

export function sortComments(comments: readonly HostComment[], isWhole: boolean): HostComments {
  return { comments: comments.toSorted((one, other) => one.id - other.id), isWhole }
}

/** A field of a host's answer, however it is made; undefined where it isn't there, or null. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let at = value
  for (const name of path)
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  return at ?? undefined
}
