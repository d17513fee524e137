import { describe, expect, test } from 'vitest'
import type { Revision } from '../../../../src/history/records/revision.ts'
import {
  lastGood,
  newestStates,
  newestUndone,
  previousGood,
  undoneRevisions,
} from '../../../../src/workflow/planning/undo/good-states.ts'

/**
 * A history in short: each revision is what it deployed, and how it ended. `A` is an apply of A that succeeded, `A!` one that
 * failed, `A?` one that nobody waited for, `A~` one that was cut off, `A-` one that was cut off before it wrote anything, `A=` one that left all as it was, `A<1` an undo that brought revision 1 back.
 */
function history(text: string): Revision[] {
  const statuses = {
    '': 'succeeded',
    '!': 'failed',
    '?': 'applied',
    '~': 'failed',
    '-': 'failed',
    '=': 'failed',
  } as const
  return text.split(' ').map((one, index) => {
    const [, content = '', end = '', restores] = /^(\w)([!?~=-]?)(?:<(\d+))?$/.exec(one) ?? []
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { content } }
    return {
      ...{ number: index + 1, createdAt: '', by: '', command: '', kdeployVersion: '' },
      status: statuses[end as keyof typeof statuses],
      ...(end === '~' || end === '-' ? { cutOff: true } : {}),
      ...(end === '-' || end === '=' ? { untouched: true } : {}),
      ...(restores === undefined ? {} : { restores: Number(restores) }),
      manifests: [{ template: 'a.yaml', object, sensitive: [] }],
    }
  })
}

describe('an undo brings back', () => {
  test.for([
    ['the one before', 'A B', 1],
    ['the one before that, after an undo', 'A B C B<2', 1],
    ['nothing, after an undo to the first one', 'A B A<1', undefined],
    ['never what was undone, also after a later apply', 'A B A<1 C', 3],
    ['never what was undone, also where the undo failed', 'A B C B!<2', 1],
    ['never what was undone, also where a later apply failed', 'A B A<1 C!', 3],
    ['what was undone, once it is applied again', 'A B A<1 B C', 4],
    ['what came before the one that was named', 'A B C A<1 C<3', 2],
    ['the undone one too, once it was named', 'A B A<1 B<2 C', 4],
    ['what was restored after a failure, and then the one before it', 'A B C! B<2', 1],
    ['one that succeeded rather than one that nobody waited for', 'A B? C', 1],
    ['one that nobody waited for, where there is no other', 'A? B', 1],
    ['the same again, where it was cut off', 'A B A~<1', 1],
    ['the same again, where it was cut off before it wrote anything', 'A B A-<1', 1],
    ['the same again, where all that it would change was left as it was', 'A B A=<1', 1],
    ['the one before, where that was named', 'A B C A=<1 A<1', undefined],
    ['the last good one, where an apply was cut off', 'A B C~', 2],
    ['the newest other one, where older records do not say what they restored', 'A B A', 2],
  ] as const)('%s: %s', ([, text, target]) => {
    expect(previousGood(history(text))?.number).toBe(target)
  })

  test('what is left of the states before the restored one, where that one is no longer kept', () => {
    const [first, , , last] = history('A B C B<2')
    expect(previousGood([first, last].filter((one) => one !== undefined))?.number).toBe(1)
  })
})

test('a failure leads back to the last good state, which nothing undone is', () => {
  expect(lastGood(history('A B A!<1'))?.number).toBe(1)
  expect(lastGood(history('A B A<1'))?.number).toBe(3)
  expect(lastGood(history('A B A-<1'))?.number).toBe(2)
  expect(lastGood(history('A B A-<1 C!'))?.number).toBe(2)
})

test('what undos would bring back, one after the other, is kept however many deploys failed since', () => {
  const numbers = (text: string, most: number) => newestStates(history(text), most).map(({ number }) => number)

  expect(numbers('A B C D! D! D- E~ E? F!', 3)).toEqual([8, 3, 2])
  expect(numbers('A B C B<2 D!', 5)).toEqual([4, 1])
  expect(numbers('A! B-', 5)).toEqual([])
})

test('what was undone is known, and the newest of it is what there is to go forward to', () => {
  const undone = history('A B C B<2 A<1 D!')
  expect(undoneRevisions(undone).map(({ number }) => number)).toEqual([2, 3, 4])
  expect(newestUndone(undone)?.number).toBe(4)
  expect(newestUndone(history('A B C'))).toBeUndefined()
})
