import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { additionsOf } from '../../../src/plan/ownership/additions.ts'
import { describeMaker, isForeign, keptByAnotherTool } from '../../../src/plan/ownership/adoption.ts'
import { nameOfField } from '../../../src/plan/ownership/describe-field.ts'
import { parseFields } from '../../../src/plan/ownership/field-set.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const own = { applySet: 'ours', release: 'shop/prod_a/ns' }
const applied = [entry('kdeploy', 'Apply', { 'f:spec': {} })]
const labels = { 'applyset.kubernetes.io/part-of': 'ours' }

describe('whether an object is foreign', () => {
  it.each<[string, JsonObject[], JsonObject, boolean, boolean]>([
    ['a member', applied, { labels }, false, false],
    ['what somebody made', [entry('kubectl-create', 'Update', {})], {}, false, true],
    ['a copy of a member, by hand', [entry('kubectl-create', 'Update', {})], { labels }, true, true],
    ['what the release had and orphaned', applied, {}, true, false],
    ['what another release orphaned', applied, {}, false, true],
  ])('%s', (_, managedFields, metadata, wasMember, foreign) => {
    expect(isForeign(deployment({}, managedFields, metadata), own, 'kdeploy', wasMember)).toBe(foreign)
  })

  it('is never said of a Namespace', () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }
    expect(isForeign(namespace, own, 'kdeploy', false)).toBe(false)
  })
})

it.each<[JsonObject, string]>([
  [{}, 'made by helm at 2026-11-21T04:00:00Z'],
  [
    { annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'ns' } },
    'made by helm at 2026-11-21T04:00:00Z, Helm release shop in ns',
  ],
  [{ labels: { 'kapp.k14s.io/app': '17' } }, 'made by helm at 2026-11-21T04:00:00Z, kapp app 17'],
  [
    { labels: { 'app.kubernetes.io/managed-by': 'our-script' } },
    'made by helm at 2026-11-21T04:00:00Z, managed by our-script',
  ],
])('names who made an object: %o', (metadata, said) => {
  const entries = [entry('later', 'Update', {}, { time: '2026-11-22T05:00:00Z' }), entry('helm', 'Update', {})]
  const live = deployment({}, entries, { creationTimestamp: '2026-11-21T04:00:00Z', ...metadata })
  expect(describeMaker(live)).toBe(said)
})

it.each<[string, string, boolean]>([
  ['helm.sh/resource-policy', 'keep', true],
  ['helm.sh/resource-policy', 'delete', false],
  ['argocd.argoproj.io/sync-options', 'Validate=false, Prune=false', true],
  ['argocd.argoproj.io/sync-options', 'Prune=falsely', false],
  ['kustomize.toolkit.fluxcd.io/prune', 'Disabled', true],
  ['kapp.k14s.io/delete-strategy', 'orphan', true],
  ['client.lifecycle.config.k8s.io/deletion', 'detach', true],
  ['cli-utils.sigs.k8s.io/on-remove', 'keep', true],
  ['example.com/keep', 'keep', false],
])('another tool keeps an object by %s: %s', (name, value, keeps) => {
  expect(keptByAnotherTool(deployment({}, [], { annotations: { [name]: value } })) !== undefined).toBe(keeps)
})

describe('what others added', () => {
  const sets = parseFields({ 'f:metadata': { 'f:annotations': { 'f:mine': {} } }, 'f:spec': { 'f:a': {} } })
  const added = (manager: string, fieldsV1: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}) =>
    additionsOf(deployment(spec, [entry(manager, 'Update', fieldsV1)], metadata), sets, 'kdeploy').flatMap(
      ({ fields }) => fields.map(nameOfField),
    )

  it('is named by its outermost field', () => {
    const spec = { securityContext: { runAsUser: 1 } }
    expect(added('kubectl-patch', { 'f:spec': { 'f:securityContext': { '.': {}, 'f:runAsUser': {} } } }, spec)).toEqual(
      ['spec.securityContext'],
    )
  })

  it('is not the map that holds the manifest’s own fields too', () => {
    const annotations = { 'f:annotations': { '.': {}, 'f:theirs': {} } }
    expect(added('kubectl-annotate', { 'f:metadata': annotations }, {}, { annotations: { theirs: 'x' } })).toEqual([
      'metadata.annotations.theirs',
    ])
  })

  it('is not what the manifest sets as well, what is gone, a restart, or a controller’s', () => {
    expect(added('kubectl-edit', { 'f:spec': { 'f:a': {} } }, { a: 1 })).toEqual([])
    expect(added('kubectl-set', { 'f:spec': { 'f:env': { '.': {} } } })).toEqual([])
    expect(added('kube-controller-manager', { 'f:spec': { 'f:x': {} } }, { x: 1 })).toEqual([])
    const restarted = { 'f:kubectl.kubernetes.io/restartedAt': {} }
    const template = { 'f:template': { 'f:metadata': { 'f:annotations': { '.': {}, ...restarted } } } }
    const spec = { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } } } }
    expect(added('kubectl-rollout', { 'f:spec': template }, spec)).toEqual([])
  })
})
