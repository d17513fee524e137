import { expect, test } from 'vitest'
import { showNextSteps } from '../../src/output/next-steps.ts'
import type { Pen } from '../../src/output/terminal/screen.ts'
import type { FailureReport, ReportedCause } from '../../src/workflow/run/events.ts'

const where = { kdeploy: ['-p', 'prod_shop'], kubeContext: 'kind', kubeconfig: undefined }

function failure(name: string, causes: Partial<ReportedCause>[] = []): FailureReport {
  const ref = { group: 'apps', version: 'v1', kind: 'StatefulSet', namespace: 'shop', name }
  const filled = causes.map((cause) => ({ reason: 'a', message: 'b', final: true, lines: [], ...cause }))
  return { ref, place: undefined, message: 'failed', causes: filled }
}

function steps(failures: readonly FailureReport[], command?: string): string[] {
  const lines: string[] = []
  const pen = { colour: { cyan: String }, line: (text: string) => lines.push(text) } as unknown as Pen
  showNextSteps(failures, command, where, pen)
  return lines.map((line) => line.replace(/^(next:| {5}) /, '').replace('kubectl --context kind -n shop', 'kubectl'))
}

test('two failures are looked into, and the number of the others stands with what shows them all', () => {
  expect(steps(['a', 'b', 'c', 'd'].map((name) => failure(name)))).toEqual([
    'kubectl describe statefulset.apps/a',
    'kubectl describe statefulset.apps/b',
    'and 2 more: kdeploy status -p prod_shop',
  ])
  expect(steps([failure('a'), failure('b')])).toHaveLength(2)
})

test('a pod that blocks an update is deleted first, one that will block the undo after it', () => {
  const blocked = failure('db', [{ pod: 'db-1', mustDelete: 'now' }])
  const broken = failure('db', [{ pod: 'db-0', mustDelete: 'later', log: { container: 'app', previous: false } }])

  expect(steps([blocked], 'history')).toEqual([
    'kubectl delete pod db-1',
    'kubectl describe pod/db-1',
    'kdeploy history -p prod_shop',
  ])
  expect(steps([broken], 'undo')).toEqual([
    'kubectl logs db-0 -c app',
    'kdeploy undo -p prod_shop',
    'kubectl delete pod db-0',
  ])
  expect(steps([broken])).toEqual(['kubectl logs db-0 -c app'])
})
