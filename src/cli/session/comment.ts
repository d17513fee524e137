import { ciJobIn } from '../../workflow/run/deployer.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { World } from '../../workflow/run/world.ts'

/** What a command says in a comment. */
export interface CommentText {
  /** Markdown of a limited length in UTF-16 units; its first line is the mark of the comment. */
  readonly text: (limit: number) => string
  /** Whether it is made where there is none yet: what found nothing only replaces what found something. */
  readonly create: boolean
}

/** Writes the comment of a run, and tells what became of it. It fails nothing: the run's own result is what counts. */
export type WriteComment = (comment: CommentText, tell: Emit) => Promise<void>

/**
 * For `--comment`: the merge request that the job runs for. To be called before anything is printed, as the token is a known secret
 * from then on.
 */
export async function openComment(world: World): Promise<WriteComment> {
  const { longestOrigin, originLine } = await import('../../output/markdown/comment.ts')
  const place = await world.openCommentPlace(world.trace)
  return async ({ text, create }, tell) => {
    if ('reason' in place) {
      const message = `no comment: ${place.reason}${hintOf(place.hint)}`
      return tell({ type: place.isMistake ? 'warning' : 'notice', message })
    }
    const job = ciJobIn(world.environment)
    const body = text(place.longest - longestOrigin)
    const [mark = ''] = body.split('\n', 1)
    const origin = originLine({ commit: place.commit ?? job.commit, job: job.url })
    const posted = await place.post({ mark, create, body: origin === '' ? body : `${body}\n\n${origin}` })
    if (posted.action === 'none') return
    if (posted.action === 'failed')
      return tell({ type: 'warning', message: `no comment on ${place.name}: ${posted.problem}${hintOf(posted.hint)}` })
    const at = posted.url === undefined ? '' : `: ${posted.url}`
    tell({ type: 'notice', message: `${words[posted.action]} ${place.name}${at}` })
  }
}

const words = {
  created: 'commented on',
  replaced: 'replaced the comment on',
  unchanged: 'the comment is up to date on',
} as const

function hintOf(hint: string | undefined): string {
  return hint === undefined ? '' : `\nhint: ${hint}`
}
