import { expect, test } from 'vitest'
import { subjectOf } from '../../../src/cluster/api/resource-path.ts'

test.each([
  ['/api/v1/namespaces/ns/pods/a', { group: '', version: 'v1', namespace: 'ns', plural: 'pods', name: 'a' }],
  ['/api/v1/pods', { group: '', version: 'v1', namespace: undefined, plural: 'pods', name: undefined }],
  ['/api/v1/namespaces/ns', { group: '', version: 'v1', namespace: undefined, plural: 'namespaces', name: 'ns' }],
  [
    '/apis/apps/v1/namespaces/ns/deployments',
    { group: 'apps', version: 'v1', namespace: 'ns', plural: 'deployments', name: undefined },
  ],
  [
    '/apis/a.b/v1/gates/x%2Fy/status',
    { group: 'a.b', version: 'v1', namespace: undefined, plural: 'gates', name: 'x/y' },
  ],
  ['/version', undefined],
  ['/api', undefined],
])('%s asks about %o', (path, subject) => {
  expect(subjectOf(path)).toEqual(subject)
})
