import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import type { ObjectDiff } from '../../../src/plan/diff/types.ts'
import { confirmBeforeWriting, type Question } from '../../../src/workflow/run/confirm.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { Interrupted } from '../../../src/workflow/run/interruption.ts'
import { startRun } from '../../../src/workflow/run/run.ts'
import type { Answer, World } from '../../../src/workflow/run/world.ts'

const diff: ObjectDiff = {
  ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a' },
  action: 'change',
  place: undefined,
  checkedByServer: true,
  fields: [],
  hunks: [],
  alsoChanged: [],
  texts: () => ({ before: '', after: '' }),
}
const question: Question = {
  action: 'apply',
  objects: ['would be changed: ConfigMap shop/a'],
  diff: async () => [diff],
}
const asked = 'apply (kube context kind, https://127.0.0.1)?'

/** A run in which a person gives these answers, and what it asked and told. */
function runWith(answers: readonly Answer[] | undefined, interrupted = new AbortController().signal) {
  const left = [...(answers ?? [])]
  const questions: (readonly string[])[] = []
  const ask = async (lines: readonly string[]) => {
    questions.push(lines)
    return left.shift() ?? 'no'
  }
  const world = { ask: answers === undefined ? undefined : ask, interrupted } as Partial<World> as World
  const cluster = { kubeContext: 'kind', server: 'https://127.0.0.1' } as Partial<Cluster> as Cluster
  const told: Event[] = []
  const run = startRun(cluster, world, (event) => {
    if (event.type !== 'begun') told.push(event)
  })
  return { run, questions, told }
}

test('a run that a signal ended before the question asks nothing', async () => {
  const { run, questions } = runWith(['yes'], AbortSignal.abort('SIGINT'))

  await expect(confirmBeforeWriting(question, run)).rejects.toThrow(Interrupted)

  expect(questions).toEqual([])
})

test('the question shows the objects, and goes on with a yes', async () => {
  const { run, questions, told } = runWith(['yes'])

  await confirmBeforeWriting(question, run)

  expect(questions).toEqual([['would be changed: ConfigMap shop/a', asked]])
  expect(told).toEqual([])
})

test('shows the diff before the first question where that is wanted', async () => {
  const { run, questions, told } = runWith(['yes'])

  await confirmBeforeWriting({ ...question, showsDiff: true }, run)

  expect(told).toEqual([{ type: 'difference', diff }])
  expect(questions).toEqual([['would be changed: ConfigMap shop/a', asked]])
})

test('who asks for the diff is told it, and asked again', async () => {
  const { run, questions, told } = runWith(['diff', 'diff', 'yes'])

  await confirmBeforeWriting(question, run)

  expect(questions.slice(1)).toEqual([[asked], [asked]])
  expect(told).toEqual([
    { type: 'difference', diff },
    { type: 'difference', diff },
  ])
})

test('a no cancels the run, without advice', async () => {
  const { run } = runWith(['diff', 'no'])

  await expect(confirmBeforeWriting(question, run)).rejects.toMatchObject({ code: 'cancelled', hint: undefined })
})

test('where nobody is there to ask, the error names the objects, and how to agree', async () => {
  const { run } = runWith(undefined)

  await expect(
    confirmBeforeWriting({ ...question, reason: 'would delete 5 objects', alternative: '--no-prune keeps them' }, run),
  ).rejects.toMatchObject({
    code: 'not-confirmed',
    message: 'the apply was not confirmed: it would delete 5 objects',
    detail: 'would be changed: ConfigMap shop/a',
    hint: 'use --yes where there is no terminal; --no-prune keeps them',
  })
})
