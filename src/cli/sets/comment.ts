import type { SetTitle } from '../../output/sets/reads/diff-markdown.ts'
import type { EmitSet } from '../../sets/told/events.ts'
import type { SetResult } from '../../sets/told/results.ts'
import type { Difference } from '../../workflow/run/results.ts'
import { openComment } from '../session/comment.ts'
import type { Session } from '../session/session.ts'

/** Writes the one comment on all releases of a set, and tells what became of it. */
export type WriteSetComment = (set: SetResult<Difference>, title: SetTitle, emit: EmitSet) => Promise<void>

/** For `--comment`, to be called before anything is printed: see openComment. Where nothing differs, it only replaces a comment. */
export async function openSetComment({ world, screen }: Session): Promise<WriteSetComment> {
  const { setDiffComment } = await import('../../output/sets/reads/diff-markdown.ts')
  const write = await openComment(world)
  return (set, title, emit) =>
    write(
      {
        text: (limit) => setDiffComment(set, title, screen.err.redact, limit),
        create: set.ends.some(({ state }) => state !== 'unchanged'),
      },
      (event) => {
        if (event.type === 'notice' || event.type === 'warning') emit({ type: event.type, message: event.message })
      },
    )
}
