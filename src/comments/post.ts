import type { HostComment, Thread } from './code-host.ts'
import type { MarkedComment } from './comment-place.ts'
import { CommentProblem } from './comment-problem.ts'

/** What was done. */
export interface Done {
  readonly action: 'created' | 'replaced' | 'unchanged' | 'none'
  readonly comment: HostComment | undefined
}

/** Tries of the whole: each other job may take the comment away, or a create may have no answer. */
const mostRounds = 3

/**
 * Replaces the own comment that has the mark, or creates it. Two jobs at a time may each create one: each looks again then, and takes
 * its own away where another is older. A comment with the mark by somebody else is left alone: anybody can write the mark.
 * @throws CommentProblem
 */
export async function postComment(thread: Thread, wanted: MarkedComment): Promise<Done> {
  // What is compared with the comment that is there is what that would be.
  const comment = { ...wanted, body: thread.written(wanted.body) }
  const author = await thread.findAuthor()
  for (let round = 1; ; round++) {
    const isLast = round === mostRounds
    const { comments, isWhole } = await thread.list(comment.mark)
    const [oldest, ...later] = author === undefined ? [] : ownOf(comments, author)
    if (oldest !== undefined) {
      const replaced = await replace(thread, oldest, comment.body)
      if (replaced === undefined && !isLast) continue
      if (replaced === undefined) throw new CommentProblem('its comment is deleted as often as it is made')
      // Left by jobs that ended before they had looked again.
      for (const one of later) await removeIfAllowed(thread, one)
      return replaced
    }
    if (!isWhole) throw new CommentProblem('there are too many comments to find its own among them')
    // Whose they are tells the next comment.
    const mayBeOwn = author === undefined && comments.length > 0
    if (!comment.create && !mayBeOwn) return { action: 'none', comment: undefined }
    try {
      const created = await thread.create(comment.body)
      const done = await settle(thread, created, comment)
      if (comment.create || done.action !== 'created') return done
      await removeIfAllowed(thread, created)
      return { action: 'none', comment: undefined }
    } catch (error) {
      if (isLast || !(error instanceof CommentProblem) || !error.mayHaveHappened) throw error
    }
  }
}

/** After a comment was created: the oldest of the author's is the one that stays. */
async function settle(thread: Thread, created: HostComment, { mark, body }: MarkedComment): Promise<Done> {
  const done = { action: 'created', comment: created } as const
  const { author } = created
  if (author === undefined) return done
  const { comments } = await thread.list(mark).catch(ignoreProblem(() => ({ comments: [] })))
  const [oldest] = ownOf(comments, author)
  if (oldest === undefined || oldest.id >= created.id) return done
  const replaced = await replace(thread, oldest, body).catch(ignoreProblem(() => undefined))
  if (replaced === undefined) return done
  await removeIfAllowed(thread, created)
  return replaced
}

async function replace(thread: Thread, comment: HostComment, body: string): Promise<Done | undefined> {
  if (comment.body === body) return { action: 'unchanged', comment }
  const replaced = await thread.replace(comment, body)
  return replaced === undefined ? undefined : { action: 'replaced', comment: replaced }
}

/** One comment too many is no reason to fail: the next run tries again. */
async function removeIfAllowed(thread: Thread, comment: HostComment): Promise<void> {
  await thread.remove(comment).catch(ignoreProblem(() => undefined))
}

function ownOf(comments: readonly HostComment[], author: string): HostComment[] {
  return comments.filter((comment) => comment.author === author)
}

function ignoreProblem<Result>(instead: () => Result): (error: unknown) => Result {
  return (error) => {
    if (error instanceof CommentProblem) return instead()
    throw error
  }
}
