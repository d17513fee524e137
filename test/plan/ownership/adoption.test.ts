import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { describeCreator, isForeign, keptByAnotherTool, mayAdopt } from '../../../src/plan/ownership/adoption.ts'
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

describe('whether a foreign object may be adopted', () => {
  const web = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
  const account = { group: '', version: 'v1', kind: 'ServiceAccount', namespace: 'shop', name: 'default' }

  it('is what a person decides, of it or of all', () => {
    expect(mayAdopt(web, false, false)).toBe(false)
    expect(mayAdopt(web, true, false)).toBe(true)
    expect(mayAdopt(web, false, true)).toBe(true)
  })

  it('is no question of what Kubernetes makes in every namespace', () => {
    expect(mayAdopt(account, false, false)).toBe(true)
    expect(mayAdopt({ ...account, name: 'web' }, false, false)).toBe(false)
  })
})

it.each<[JsonObject, string]>([
  [{}, 'created by helm at 2026-11-21T04:00:00Z'],
  [
    { annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'ns' } },
    'created by helm at 2026-11-21T04:00:00Z, Helm release shop in ns',
  ],
  [{ labels: { 'kapp.k14s.io/app': '17' } }, 'created by helm at 2026-11-21T04:00:00Z, kapp app 17'],
  [
    { labels: { 'app.kubernetes.io/managed-by': 'our-script' } },
    'created by helm at 2026-11-21T04:00:00Z, managed by our-script',
  ],
])('names who made an object: %o', (metadata, said) => {
  const entries = [entry('later', 'Update', {}, { time: '2026-11-22T05:00:00Z' }), entry('helm', 'Update', {})]
  const live = deployment({}, entries, { creationTimestamp: '2026-11-21T04:00:00Z', ...metadata })
  expect(describeCreator(live)).toBe(said)
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
