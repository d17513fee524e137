import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { fieldsAddedByOthers, fieldsThatDiffer, mayBeDefault } from '../../../src/plan/ownership/additions.ts'
import { nameOfField } from '../../../src/plan/ownership/describe-field.ts'
import { parseFields } from '../../../src/plan/ownership/field-set.ts'
import { deployment, entry } from '../../support/plan/live.ts'

describe('what others added', () => {
  const sets = parseFields({ 'f:metadata': { 'f:annotations': { 'f:mine': {} } }, 'f:spec': { 'f:a': {} } })
  const added = (manager: string, fieldsV1: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}) =>
    fieldsAddedByOthers(deployment(spec, [entry(manager, 'Update', fieldsV1)], metadata), sets, 'kdeploy').flatMap(
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

describe('an addition', () => {
  it('may be a default, but for an item of a list, metadata and what is named freely', () => {
    const pod = ['f:spec', 'f:template', 'f:spec']
    const port = ['f:spec', 'f:ports', 'k:{"port":80,"protocol":"TCP"}']
    expect(
      [
        ['f:spec', 'f:type'],
        [...port, 'f:protocol'],
        [...pod, 'f:dnsPolicy'],
      ].map(mayBeDefault),
    ).toEqual([...[true, true, true]])
    const never = [
      ['f:metadata', 'f:annotations', 'f:note'],
      ['f:spec', 'f:template', 'f:metadata', 'f:labels', 'f:a'],
      ['f:data', 'f:b'],
      [...pod, 'f:containers', 'k:{"name":"side"}'],
      ['f:metadata', 'f:finalizers', 'v:"a"'],
    ]
    expect(never.map(mayBeDefault)).toEqual(never.map(() => false))
  })

  it('differs where the object without it has another value there, or none', () => {
    const step = 'k:{"port":80,"protocol":"TCP"}'
    const fieldsV1 = { 'f:spec': { 'f:a': {}, 'f:type': {}, 'f:x': {}, 'f:ports': { [step]: { 'f:targetPort': {} } } } }
    const ports = [{ port: 80, protocol: 'TCP', targetPort: 80 }]
    const live = deployment({ a: 1, type: 'ClusterIP', x: 1, ports }, [entry('kubectl-expose', 'Update', fieldsV1)])
    const sets = parseFields({ 'f:spec': { 'f:a': {}, 'f:ports': { [step]: { '.': {} } } } })
    const found = fieldsAddedByOthers(live, sets, 'kdeploy')
    const differing = (spec: JsonObject) =>
      fieldsThatDiffer(found, live, deployment(spec)).flatMap(({ fields }) => fields.map((steps) => steps.at(-1)))

    expect(differing({ type: 'ClusterIP', x: 1, ports })).toEqual([])
    expect(differing({ type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }] })).toEqual([
      'f:x',
      'f:targetPort',
    ])
  })
})
