import type { Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import { throwIfInterrupted } from './interruption.ts'
import type { Run } from './run.ts'

/** What is asked before the first write. */
export interface Question {
  /** What is about to be done: `apply of trading/prod_cthulu/my-ns-prod`. */
  readonly action: string
  /** Why it is worth a question: `would delete 5 of the 6 objects that could be deleted`. */
  readonly reason?: string
  /** What would be done, a line for each object. */
  readonly objects: readonly string[]
  /** What would change in them, for whoever wants to see that first. */
  readonly diff: () => Promise<readonly ObjectDiff[]>
  /** Whether it is shown before the first question. Default: only to whoever asks for it. */
  readonly showsDiff?: boolean
  /** What else can be done than to agree: `--no-prune leaves them`. */
  readonly alternative?: string
}

/** The same, with where it would be done, and what shows what would change. */
export interface PlacedQuestion extends Omit<Question, 'diff' | 'showsDiff'> {
  /** `kube context prod-eu, https://10.0.0.1:6443` */
  readonly where: string
  readonly showDiff: () => Promise<void>
}

/**
 * Asks before the first write, where `--yes` wasn't given and there is something to ask. Who asks for the diff is told it, and
 * asked again.
 * @throws KdeployError `not-confirmed` where nobody is there to ask, `cancelled` where the answer is no; Interrupted
 */
export async function confirmBeforeWriting({ diff, showsDiff, ...question }: Question, run: Run): Promise<void> {
  const { cluster, world, emit } = run
  throwIfInterrupted(run)
  if (world.ask === undefined) throw notConfirmed(question)
  const showDiff = async () => {
    for (const one of await diff()) emit({ type: 'difference', diff: one })
  }
  if (showsDiff) await showDiff()
  await askToContinue({ ...question, where: describePlace(cluster), showDiff }, run)
}

/** Where requests go: `kube context prod-eu, https://10.0.0.1:6443`. */
export function describePlace({ kubeContext, server }: Pick<Cluster, 'kubeContext' | 'server'>): string {
  return kubeContext === '' ? server : `kube context ${kubeContext}, ${server}`
}

/** Asks as confirmBeforeWriting does. @throws what that throws */
export async function askToContinue(question: PlacedQuestion, run: Pick<Run, 'world' | 'ledger'>): Promise<void> {
  const { world } = run
  throwIfInterrupted(run)
  const { action, reason, objects, where, showDiff } = question
  if (world.ask === undefined) throw notConfirmed(question)
  const asked = `${reason === undefined ? action : `${action}: ${reason}. Continue`} (${where})?`
  let lines = [...objects, asked]
  for (;;) {
    const answer = await world.ask(lines)
    if (answer === 'yes') return
    throwIfInterrupted(run)
    if (answer === 'no') throw new KdeployError({ code: 'cancelled', category: 'input', message: 'cancelled' })
    await showDiff()
    lines = [asked]
  }
}

function notConfirmed({ action, reason, objects, alternative }: Omit<Question, 'diff' | 'showsDiff'>): KdeployError {
  const agree = 'use --yes where there is no terminal'
  return new KdeployError({
    code: 'not-confirmed',
    category: 'input',
    message: `the ${action} was not confirmed${reason === undefined ? '' : `: it ${reason}`}`,
    ...(objects.length === 0 ? {} : { detail: objects.join('\n') }),
    hint: alternative === undefined ? agree : `${agree}; ${alternative}`,
  })
}
