import { describe, expect, test } from 'vitest'
import { ObjectIndex } from '../../../src/kinds/rules/object-index.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

function pod(uid: string, ...owners: readonly string[]): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: uid, uid, ownerReferences: owners.map((owner) => ({ uid: owner })) },
  }
}

function event(uid: string, about: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Event', metadata: { name: uid, uid }, involvedObject: { uid: about } }
}

const names = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name)

describe('a family', () => {
  test('knows what each owner owns, and an object of two owners once', () => {
    const family = new ObjectIndex([pod('a', 'x'), pod('b', 'y'), pod('c', 'x', 'y'), pod('d')])
    expect(names(family.ownedBy(['x']))).toEqual(['a', 'c'])
    expect(names(family.ownedBy(['x', 'y']))).toEqual(['a', 'c', 'b'])
    expect(family.ownedBy(['nobody'])).toEqual([])
  })

  test('takes an event for owned by what it is about', () => {
    expect(names(new ObjectIndex([event('e', 'x'), event('f', 'y')]).ownedBy(['x']))).toEqual(['e'])
  })

  test('forgets an owner that an object no longer has, and what was deleted', () => {
    const family = new ObjectIndex([pod('a', 'x'), pod('b', 'x')])
    family.set(pod('a', 'y'))
    expect(names(family.ownedBy(['x']))).toEqual(['b'])
    expect(names(family.ownedBy(['y']))).toEqual(['a'])
    family.delete('b')
    expect(family.ownedBy(['x'])).toEqual([])
    expect(family.get('b')).toBeUndefined()
  })

  test('gives the newest state of an object', () => {
    const family = new ObjectIndex([pod('a', 'x')])
    const newer = { ...pod('a', 'x'), status: { phase: 'Running' } }
    family.set(newer)
    expect(family.ownedBy(['x'])).toEqual([newer])
    expect([...family.values()]).toEqual([newer])
  })
})
