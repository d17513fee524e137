import { expect, test } from 'vitest'
import type { JsonObject, Manifest } from '../../../src/manifest/types.ts'
import { warnOfForeignAnnotations } from '../../../src/workflow/rendering/foreign-annotations.ts'
import type { Event } from '../../../src/workflow/run/events.ts'

const job = (name: string, annotations: JsonObject | null): Manifest => ({
  object: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'shop', annotations } },
  template: 'jobs.yaml',
  placeOf: (path) => ({ file: `jobs.yaml ${name} ${path.at(-1)}` }),
  sensitive: [],
})

function warnings(...manifests: Manifest[]): Event[] {
  const events: Event[] = []
  warnOfForeignAnnotations(manifests, (event) => event.type !== 'begun' && events.push(event))
  return events
}

test('annotations of Helm and Argo CD are told once, with the objects and what does the same here', () => {
  const jobs = [
    job('plain', null),
    job('a', { 'helm.sh/hook': 'pre-upgrade', 'helm.sh/hook-weight': '1' }),
    job('b', { 'argocd.argoproj.io/sync-wave': '2', 'helm.sh/hook': 'pre-install' }),
  ]

  expect(warnings(...jobs)).toEqual([
    {
      type: 'warning',
      message:
        "annotations of other tools have no effect: helm.sh/hook (kdeploy's: kdeploy.dev/hook), argocd.argoproj.io/sync-wave (kdeploy's: kdeploy.dev/wave), on Job shop/a, Job shop/b",
      place: { file: 'jobs.yaml a helm.sh/hook' },
    },
  ])
})

test('many objects are counted', () => {
  const jobs = Array.from({ length: 8 }, (_, index) => job(`job-${index}`, { 'argocd.argoproj.io/sync-wave': '1' }))

  expect(warnings(...jobs)).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/, on Job shop\/job-0, .*Job shop\/job-4 and 3 more$/) }),
  ])
})

test('nothing is told where the own annotation is there as well', () => {
  const own = job('a', { 'argocd.argoproj.io/hook': 'PreSync', 'kdeploy.dev/hook': 'before-apply' })

  expect(warnings(own, job('b', { 'helm.sh/chart': 'shop' }))).toEqual([])
})
