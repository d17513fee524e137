import { KdeployError } from '../errors.ts'
import type { HostTarget } from './code-host.ts'
import type { CommentPlace, MarkedComment, NoPlace, Posted } from './comment-place.ts'
import { CommentProblem } from './comment-problem.ts'
import { defaultLimits, HttpClient, type HttpLimits, type HttpWorld } from './http-client.ts'
import { postComment } from './post.ts'
import { codeHosts } from './registry.ts'

/** What finding the merge request, and commenting on it, touches. */
export interface CommentWorld extends HttpWorld {
  /** Throws where a file can't be read. */
  readFile(path: string): string
  registerSecrets(values: readonly string[]): void
}

/**
 * The merge request that the job runs for, by what its CI system's variables say; its token is a known secret from then on. Makes no
 * request yet.
 */
export function openCommentPlace(world: CommentWorld, limits: HttpLimits = defaultLimits): CommentPlace | NoPlace {
  const { environment } = world
  const host = codeHosts.find(({ isHere }) => isHere(environment))
  if (host === undefined) {
    const names = codeHosts.map(({ name }) => name).join(' or ')
    return { reason: `this is not a job of ${names}`, isMistake: false, hint: undefined }
  }
  const target = host.find(environment, world.readFile)
  if ('reason' in target) return target
  world.registerSecrets([target.token])
  const { name, longest, commit } = target
  return { name, longest, commit, post: (comment) => post(target, comment, world, limits) }
}

async function post(
  target: HostTarget,
  comment: MarkedComment,
  world: CommentWorld,
  limits: HttpLimits,
): Promise<Posted> {
  const authorities = [...target.http.authorities, ...extraAuthorities(world)]
  let client: HttpClient | undefined
  try {
    client = new HttpClient({ ...target.http, authorities }, world, limits)
    const { action, comment: done } = await postComment(target.openThread(client), comment)
    return action === 'none' ? { action } : { action, url: done?.url }
  } catch (error) {
    world.interrupted.throwIfAborted()
    if (error instanceof CommentProblem)
      return { action: 'failed', problem: error.message, hint: target.hint(error.status) }
    if (error instanceof KdeployError) return { action: 'failed', problem: error.message, hint: error.hint }
    throw error
  } finally {
    client?.close()
  }
}

/** Node reads this file by itself, but only where no other authorities are given. */
function extraAuthorities({ environment, readFile }: CommentWorld): string[] {
  const path = environment['NODE_EXTRA_CA_CERTS']
  if (!path) return []
  try {
    return [readFile(path)]
  } catch {
    return []
  }
}
