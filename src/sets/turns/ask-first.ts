import { KdeployError } from '../../errors.ts'
import type { Preview } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import type { EmitSet } from '../told/events.ts'
import type { ReleaseEnd } from '../told/results.ts'

/** What is asked once for a whole set. */
export interface SetQuestion {
  /** `undo of 3 releases` */
  readonly action: string
  /** For each release what would be done, its own lines indented. */
  readonly lines: readonly string[]
}

/**
 * Asks once for all releases, by what was planned for each; a person may see the differences first.
 * @throws KdeployError `not-confirmed` where nobody is there to ask, `cancelled` where the answer is no
 */
export async function askFirst(
  { action, lines }: SetQuestion,
  planned: readonly ReleaseEnd<Pick<Preview, 'kubeContext' | 'objects'>>[],
  world: World,
  emit: EmitSet,
): Promise<void> {
  if (world.ask === undefined) {
    throw new KdeployError({
      code: 'not-confirmed',
      category: 'input',
      message: `the ${action} was not confirmed`,
      detail: lines.join('\n'),
      hint: 'use --yes where there is no terminal; --dry-run shows what would change',
    })
  }
  const contexts = [...new Set(planned.flatMap(({ result }) => result?.kubeContext || []))]
  const where = contexts.length === 0 ? '' : ` (kube context${contexts.length === 1 ? '' : 's'} ${contexts.join(', ')})`
  const asked = `${action}${where}. Continue?`
  let shown = [...lines, asked]
  for (;;) {
    const answer = await world.ask(shown)
    if (answer === 'yes') return
    if (answer === 'no') throw new KdeployError({ code: 'cancelled', category: 'input', message: 'cancelled' })
    tellDifferences(planned, emit)
    shown = [asked]
  }
}

/** Tells for each release what would change in it. */
function tellDifferences(planned: readonly ReleaseEnd<Pick<Preview, 'objects'>>[], emit: EmitSet): void {
  for (const { release, result } of planned) {
    for (const diff of result?.objects ?? []) emit({ type: 'release', release, event: { type: 'difference', diff } })
  }
}
