import { KdeployError } from '../../errors.ts'
import { throwIfInterrupted } from './interruption.ts'
import type { Run } from './run.ts'

/** What is asked before the first write. */
export interface Question {
  /** What is about to be done: `apply of trading/prod_cthulu/my-ns-prod`. */
  readonly action: string
  /** Why it is worth a question: `would delete 5 of the 6 objects that could be deleted`. */
  readonly reason?: string
  /** Lines that a person wants to know before they answer. */
  readonly detail?: string
  /** What else can be done than to agree: `--no-prune leaves them`. */
  readonly alternative?: string
}

/**
 * Asks before the first write, where `--yes` wasn't given and there is something to ask.
 * @throws KdeployError `not-confirmed` where nobody is there to ask, or the answer isn't yes; Interrupted
 */
export async function confirmBeforeWriting(question: Question, run: Run): Promise<void> {
  const { cluster, world } = run
  throwIfInterrupted(run)
  const { action, reason, detail, alternative } = question
  const where = cluster.kubeContext === '' ? cluster.server : `kube context ${cluster.kubeContext}, ${cluster.server}`
  const lines = detail === undefined ? [] : detail.split('\n')
  const asked = reason === undefined ? action : `${action}: ${reason}. Continue`
  if ((await world.confirm?.([...lines, `${asked} (${where})?`])) === true) return
  throwIfInterrupted(run)
  const agree = world.confirm === undefined ? 'use --yes where there is no terminal' : 'answer y, or use --yes'
  throw new KdeployError({
    code: 'not-confirmed',
    category: 'input',
    message: `the ${action} was not confirmed${reason === undefined ? '' : `: it ${reason}`}`,
    ...(detail === undefined || world.confirm !== undefined ? {} : { detail }),
    hint: alternative === undefined ? agree : `${agree}; ${alternative}`,
  })
}
