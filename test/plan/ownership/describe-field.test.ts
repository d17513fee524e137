import { describe, expect, it } from 'vitest'
import { describeField, nameOfField, topFieldsOf } from '../../../src/plan/ownership/describe-field.ts'
import { parseFields } from '../../../src/plan/ownership/field-set.ts'
import { deployment } from '../../support/plan/live.ts'

describe('the name of a field', () => {
  it.each<[string[], string]>([
    [['f:spec', 'f:replicas'], 'spec.replicas'],
    [['f:spec', 'f:containers', 'k:{"name":"app"}', 'f:image'], 'spec.containers[name="app"].image'],
    [['f:ports', 'k:{"port":80,"protocol":"TCP"}'], 'ports[port=80,protocol="TCP"]'],
    [['f:finalizers', 'v:"a"'], 'finalizers[="a"]'],
    [['f:args', 'i:2'], 'args[2]'],
    [[], ''],
  ])('of %j is %s', (steps, name) => {
    expect(nameOfField(steps)).toBe(name)
  })
})

describe('what is told of a field', () => {
  const object = deployment({ env: [{ name: 'hunter2', value: 'x' }], labels: { 'hunter2-key': 'y', open: 'z' } })
  const sensitive = [
    { path: ['spec', 'env', 0, 'name'], texts: ['hunter2'], isKey: false },
    { path: ['spec', 'labels', 'hunter2-key'], texts: ['hunter2'], isKey: true },
  ]
  const told = (...steps: string[]) => describeField(steps, { object, sensitive }, () => '***')

  it('is its name', () => {
    expect(told('f:spec', 'f:labels', 'f:open')).toBe('spec.labels.open')
  })

  it('masks what is sensitive of its keys', () => {
    expect(told('f:spec', 'f:env', 'k:{"name":"hunter2"}', 'f:value')).toBe('spec.env[name="***"].value')
    expect(told('f:spec', 'f:labels', 'f:hunter2-key')).not.toContain('hunter2')
  })

  it('keeps the values of a set to itself', () => {
    expect(told('f:metadata', 'f:finalizers', 'v:"any"')).toBe('metadata.finalizers[=…]')
  })
})

describe('the outermost fields of a set', () => {
  it('are those that no other field of it holds', () => {
    const set = parseFields({ 'f:a': { '.': {}, 'f:b': {} }, 'f:c': { 'f:d': {}, 'f:e': { 'f:f': {} } } })
    expect(topFieldsOf(set)).toEqual([['f:a'], ['f:c', 'f:d'], ['f:c', 'f:e', 'f:f']])
    expect(topFieldsOf(parseFields({}))).toEqual([])
  })
})
