import { expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { shorten } from '../../../src/shorten.ts'
import type { FailureReport } from '../../../src/workflow/run/events.ts'
import { describeFailures, describeNotRestored, recordedReason } from '../../../src/workflow/writing/recorded-reason.ts'

test('a reason is recorded masked and cut, and its tokens have no number, which would be another value’s in another run', () => {
  const masking = createMasking()
  masking.registerSecrets(['hunter2', 'correct-horse'])
  const reason = `the server said ${shorten(`hunter2 correct-horse ${'.'.repeat(50)}`, { most: 20 })}`

  expect(recordedReason(reason, masking)).toBe('the server said (masked) (masked)…')
})

const left = (name: string, message: string) => ({
  ref: { group: '', version: 'v1', kind: 'Widget', namespace: 'shop', name },
  problem: new KdeployError({ code: 'manifest-invalid', category: 'input', message }),
})

test('an undo that brought everything back has nothing to say', () => {
  expect(describeNotRestored([])).toBeUndefined()
})

test('what did not come back is named once each, with why', () => {
  const all = [left('a', 'Widget shop/a: no'), left('b', "the cluster doesn't know the kind")]

  expect(describeNotRestored(all.slice(0, 1))).toBe('1 object was not restored: Widget shop/a: no')
  expect(describeNotRestored(all)).toBe(
    "2 objects were not restored: Widget shop/a: no; Widget shop/b: the cluster doesn't know the kind",
  )
})

const failure = (name: string, ...reasons: readonly string[]): FailureReport => ({
  ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name },
  place: undefined,
  message: "its new pod can't become ready",
  causes: reasons.map((reason) => ({ reason, message: 'exited with code 1', final: true, lines: ['KeyError'] })),
})

test('a failure is told with its gravest cause, and the others by name', () => {
  expect(describeFailures([])).toBeUndefined()
  expect(describeFailures([failure('web')])).toBe("Deployment shop/web: its new pod can't become ready")
  expect(describeFailures([failure('web', 'CrashLoopBackOff', 'Unhealthy')])).toBe(
    "Deployment shop/web: its new pod can't become ready (CrashLoopBackOff: exited with code 1)",
  )
  const others = ['a', 'b', 'c', 'd', 'e'].map((name) => failure(name))
  expect(describeFailures([failure('web', 'Error'), ...others])).toBe(
    "Deployment shop/web: its new pod can't become ready (Error: exited with code 1); also Deployment shop/a, Deployment shop/b, Deployment shop/c and 2 more",
  )
})
