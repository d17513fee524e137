import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/manifest/types.ts'
import { writeFields } from '../../../src/plan/ownership/field-set.ts'
import {
  fieldsOfAll,
  isAppliedBy,
  isController,
  isFormerOwner,
  isInteractiveTool,
  isOwn,
  isOwnApply,
  managedFieldsOf,
  ownFields,
} from '../../../src/plan/ownership/managers.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const named = (manager: string, operation: 'Apply' | 'Update' = 'Update', subresource = '') => ({
  manager,
  operation,
  subresource,
})

describe('the managers of an object', () => {
  it('are read with what they own, and when they wrote', () => {
    const raw = entry('helm', 'Apply', { 'f:spec': { 'f:a': {} } }, { subresource: 'scale' })
    const [found] = managedFieldsOf(deployment({}, [raw]))

    expect(found).toMatchObject({
      ...{ manager: 'helm', operation: 'Apply', apiVersion: 'apps/v1', subresource: 'scale' },
      ...{ time: '2026-11-21T05:00:00Z', raw },
    })
    expect(found && writeFields(found.fields)).toEqual({ 'f:spec': { 'f:a': {} } })
  })

  it.each<[string, Json[], number]>([
    ['an entry that is no map', [null, 'x', 7, ['y']], 0],
    ['an entry that says nothing', [{}], 1],
    ['fields that are no map', [{ manager: 'a', fieldsV1: 'x' }], 1],
  ])('may be malformed: %s', (_, entries, count) => {
    const found = managedFieldsOf(deployment({}, entries))

    expect(found).toHaveLength(count)
    expect(writeFields(fieldsOfAll(found))).toEqual({})
    for (const { operation, time } of found) expect([operation, time]).toEqual(['Update', ''])
  })

  it('are none where managedFields is no list', () => {
    expect(managedFieldsOf({ ...deployment({}), metadata: { name: 'web', managedFields: {} } })).toEqual([])
  })

  it('own together what each owns', () => {
    const entries = [entry('a', 'Update', { 'f:x': {} }), entry('b', 'Apply', { 'f:y': { 'f:z': {} } })]
    expect(writeFields(fieldsOfAll(managedFieldsOf(deployment({}, entries))))).toEqual({
      'f:x': {},
      'f:y': { 'f:z': {} },
    })
  })
})

describe('what kdeploy owns', () => {
  it('is what it applied to the object itself', () => {
    const entries = [
      entry('kdeploy', 'Update', { 'f:patched': {} }),
      entry('kdeploy', 'Apply', { 'f:scaled': {} }, { subresource: 'scale' }),
      entry('kdeploy', 'Apply', { 'f:applied': {} }),
    ]
    const live = deployment({}, entries)

    expect(writeFields(ownFields(live, 'kdeploy'))).toEqual({ 'f:applied': {} })
    expect(isAppliedBy(live, 'kdeploy')).toBe(true)
    expect(isAppliedBy(live, 'helm')).toBe(false)
    expect(isAppliedBy(deployment({}, [entry('kdeploy', 'Apply', {})]), 'kdeploy')).toBe(false)
  })

  it.each([
    ['Apply', '', true, true],
    ['Update', '', true, false],
    ['Apply', 'status', false, false],
  ] as const)('by %s of subresource "%s": its own %s, its apply %s', (operation, subresource, own, apply) => {
    expect(isOwn(named('kdeploy', operation, subresource), 'kdeploy')).toBe(own)
    expect(isOwnApply(named('kdeploy', operation, subresource), 'kdeploy')).toBe(apply)
    expect(isOwn(named('other', operation, subresource), 'kdeploy')).toBe(false)
  })
})

describe('a controller', () => {
  it.each([
    ...['kube-controller-manager', 'kube-scheduler', 'kube-apiserver', 'kubelet', 'cloud-controller-manager'],
    ...['cert-manager', 'cert-manager-cainjector', 'cainjector', 'keda-operator', 'vpa-updater', 'pilot-discovery'],
    ...['argo-rollouts', 'external-secrets', 'kdeploy-restart', 'kdeploy-helm'],
  ])('is %s', (manager) => {
    expect(isController(named(manager))).toBe(true)
  })

  it.each([
    'kubelet2',
    'my-keda',
    'keda-tool',
    'kube-controller',
    'kdeploy',
    'kdeploy-restarter',
    'helm',
    'kubectl',
    'argocd-controller',
    '',
  ])('is not %j', (manager) => {
    expect(isController(named(manager))).toBe(false)
  })

  it('is whoever writes a subresource', () => {
    expect(isController(named('kubectl', 'Update', 'scale'))).toBe(true)
  })
})

describe("a person's tool", () => {
  it.each<[boolean, ReturnType<typeof named>]>([
    [true, named('kubectl-edit')],
    [true, named('kubectl')],
    [true, named('kubectl-client-side-apply')],
    [false, named('kubectl', 'Apply')],
    [false, named('kubectl-edit', 'Update', 'status')],
    [false, named('kubectlx')],
    [false, named('helm')],
  ])('%s: %o', (expected, manager) => {
    expect(isInteractiveTool(manager)).toBe(expected)
  })
})

describe('a former owner', () => {
  it.each<[boolean, ReturnType<typeof named>]>([
    [true, named('helm')],
    [true, named('helm', 'Apply')],
    [true, named('before-first-apply')],
    [true, named('kubectl-create')],
    [true, named('our-script')],
    [false, named('kubectl-edit')],
    [false, named('argocd-controller', 'Apply')],
    [false, named('helm', 'Update', 'status')],
    [false, named('our-script', 'Update', 'status')],
  ])('%s: %o, where our-script is named', (expected, manager) => {
    expect(isFormerOwner(manager, ['our-script'])).toBe(expected)
  })
})
