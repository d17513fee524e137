import { describe, expect, it } from 'vitest'
import { fieldsGivenBack, restoredBody } from '../../../src/plan/ownership/give-back.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const before = deployment({ replicas: 1, env: 'old', gone: true, strategy: 'RollingUpdate' }, [
  entry('helm', 'Update', { 'f:spec': { 'f:env': {}, 'f:gone': {}, 'f:replicas': {} } }),
])

describe('an adopted object as it was', () => {
  it('has what kdeploy changed and removed back, and nothing that it added', () => {
    const own = entry('kdeploy', 'Apply', { 'f:spec': { 'f:env': {}, 'f:added': {} } })
    const live = deployment({ replicas: 1, env: 'new', added: 1, strategy: 'RollingUpdate' }, [own], {
      labels: { a: 'b' },
    })

    const body = restoredBody(before, live, 'kdeploy')

    expect(body['spec']).toEqual(before.spec)
    expect(body.metadata).toEqual({ name: 'web', namespace: 'ns', uid: 'u', resourceVersion: '7' })
  })

  it('keeps what others changed since, and replicas that nobody is noted for', () => {
    const live = deployment({ replicas: 4, env: 'theirs' }, [
      entry('kdeploy', 'Apply', { 'f:spec': { 'f:x': {} } }),
      entry('kubectl-edit', 'Update', { 'f:spec': { 'f:env': {} } }),
    ])

    expect(restoredBody(before, live, 'kdeploy')['spec']).toEqual({ ...before.spec, env: 'theirs', replicas: 4 })
  })

  it('never brings back an owner, which may be gone, but finalizers that somebody applied', () => {
    const had = deployment({}, [entry('flux', 'Apply', { 'f:metadata': { 'f:finalizers': { 'v:"mine"': {} } } })], {
      finalizers: ['mine', 'a-controllers'],
      ownerReferences: [{ uid: 'gone' }],
    })
    const body = restoredBody(had, deployment({}, []), 'kdeploy')
    expect(body.metadata['finalizers']).toEqual(['mine'])
    expect(body.metadata['ownerReferences']).toBeUndefined()
  })
})

describe('the fields of an object that was given back', () => {
  it("are its former owners' where the value is the same, and others' as they are", () => {
    const now = deployment({ replicas: 1, env: 'theirs', gone: true }, [
      entry('kdeploy', 'Apply', { 'f:spec': { 'f:x': {} } }),
      entry('kdeploy', 'Update', { 'f:spec': { 'f:gone': {} } }),
      entry('kubectl-edit', 'Update', { 'f:spec': { 'f:env': {} } }),
    ])

    expect(fieldsGivenBack(before, now, 'kdeploy')).toEqual([
      entry('kubectl-edit', 'Update', { 'f:spec': { 'f:env': {} } }),
      entry('helm', 'Update', { 'f:spec': { 'f:gone': {}, 'f:replicas': {} } }),
    ])
  })

  it('are never none, which would make all of it another manager’s', () => {
    const made = deployment({ a: 1 }, [entry('helm', 'Update', { 'f:spec': { 'f:a': {} } })])
    expect(fieldsGivenBack(made, deployment({ a: 2 }), 'kdeploy')).toHaveLength(1)
  })
})
