import { describe, expect, it } from 'vitest'
import { noSwitches } from '../../src/findings/switches.ts'
import { readManifests } from '../../src/manifest/read.ts'
import { checkManifests } from '../../src/schemas/check-manifests.ts'
import { schemasOf } from '../../src/schemas/schemas.ts'
import { rendered } from '../support/manifest/rendered.ts'
import { definition } from '../support/schemas/definitions.ts'

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'

/** As rendered by one template each. */
function findings(texts: readonly string[], switches = noSwitches, minor = 36) {
  return checkManifests(readManifests(texts.map((text) => rendered(text))), schemasOf(minor), switches)
}

describe('a finding of the schemas', () => {
  it('has the line of the template, the object, and what to do', () => {
    expect(findings([`${configMap}data: {}\nimmutable: 80\n`])).toEqual([
      {
        rule: 'schema',
        severity: 'error',
        message: 'immutable: must be true or false, but is 80',
        place: { file: 'templates/web.yaml', line: 16 },
        about: { kind: 'ConfigMap', namespace: undefined, name: 'a' },
        hint: undefined,
      },
    ])
  })

  it('of the root names no field', () => {
    const { message } = findings(['apiVersion: v1\nkind: Binding\nmetadata: {name: a}\n'])[0] ?? {}
    expect(message).toBe('target is missing')
  })

  it('of an API stands at its apiVersion, or its kind', () => {
    const found = findings([
      'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a}\n',
      'apiVersion: v1\nkind: Pdo\nmetadata: {name: a}\n',
    ])
    expect(found.map(({ rule, severity, place }) => [rule, severity, place?.line])).toEqual([
      ['api-removed', 'error', 11],
      ['kind-unknown', 'error', 12],
    ])
  })

  it('is switched off, made a warning, or excepted', () => {
    const text = `${configMap}immutable: 80\n`
    const switched = (severity: 'off' | 'warning') => ({ ...noSwitches, severities: new Map([['schema', severity]]) })

    expect(findings([text], switched('off'))).toEqual([])
    expect(findings([text], switched('warning'))).toMatchObject([{ severity: 'warning' }])
    expect(findings([text], { ...noSwitches, exceptions: [{ rule: 'schema', kind: 'ConfigMap' }] })).toEqual([])
  })
})

describe('what is sensitive', () => {
  const messages = (text: string, sensitive: readonly string[]) => {
    const sensitiveRanges = sensitive.map((part) => ({
      start: text.indexOf(part),
      end: text.indexOf(part) + part.length,
    }))
    const manifests = readManifests([{ ...rendered(text), sensitiveRanges }])
    return checkManifests(manifests, schemasOf(36), noSwitches).map(({ message }) => message)
  }

  it('is not quoted', () => {
    expect(messages(`${configMap}immutable: 12345\n`, ['12345'])).toEqual(['immutable: must be true or false'])
  })

  it('is not named, where it is a key', () => {
    expect(messages(`${configMap}hunter2: {a: 1}\n`, ['hunter2'])).toEqual(['unknown field'])
  })

  it('is not quoted of a field below the one that is told', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n'
    const env = '[{name: XX4711, value: a}, {name: XX4711, value: b}]'
    const text = `${pod}  - {name: a, image: a, env: ${env}}\n`
    const first = text.indexOf('X4711')
    const second = text.lastIndexOf('X4711')
    const sensitiveRanges = [first, second].map((start) => ({ start, end: start + 'X4711'.length }))
    const manifests = readManifests([{ ...rendered(text), sensitiveRanges }])

    const found = checkManifests(manifests, schemasOf(36), noSwitches)

    expect(found.map(({ message }) => message)).toEqual(['spec.containers[0].env[1]: must differ from [0]'])
    expect(JSON.stringify(found)).not.toContain('4711')
  })

  it('is not quoted by a combination, nor by a hint', () => {
    const crd = definition(
      '{size: {type: string, enum: [hunter3]}, b: {}}',
      'served: true',
      'anyOf: [{properties: {b: {enum: [x]}}}]',
    )
    const text = 'apiVersion: shop.example/v1\nkind: Widget\nmetadata: {name: a}\nspec: {b: hunter2}\n'
    const other = text.replace('b: hunter2', 'size: hunter2, b: x')
    const found = [text, other].flatMap((one) => {
      const start = one.indexOf('hunter2')
      const sensitiveRanges = [{ start, end: start + 'hunter2'.length }]
      return checkManifests(
        readManifests([{ ...rendered(one), sensitiveRanges }, rendered(crd)]),
        schemasOf(36),
        noSwitches,
      )
    })

    expect(found.map(({ message, hint }) => [message, hint])).toEqual([
      ['spec: must have one of several forms', undefined],
      ['spec.size: must be hunter3', undefined],
    ])
  })

  it('is all that a Secret holds', () => {
    const text = `${configMap.replace('ConfigMap', 'Secret')}data: {a: Zm9v}\n`
    const broken = readManifests([rendered(text)]).map((one) => ({
      ...one,
      object: { ...one.object, data: { a: '?' } },
    }))
    expect(checkManifests(broken, schemasOf(36), noSwitches)).toMatchObject([{ message: 'data.a: must be base64' }])
  })
})

describe('custom resources', () => {
  const widget = 'apiVersion: shop.example/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: big}\n'

  it('are checked by a definition among the manifests', () => {
    expect(findings([widget])).toEqual([])
    expect(findings([widget, definition('{size: {type: integer}}')]).map(({ message }) => message)).toEqual([
      'spec.size: must be an integer, but is "big"',
    ])
  })

  it('of a version that is not served, or deprecated, are told', () => {
    const crd = definition('{size: {type: string}}', 'served: false')
    const deprecated = definition(
      '{size: {type: string}}',
      'served: true, deprecated: true, deprecationWarning: use v2',
    )

    expect(findings([widget, crd])).toMatchObject([
      { rule: 'kind-unknown', message: 'the CustomResourceDefinition of Widget serves no shop.example/v1' },
    ])
    expect(findings([widget, deprecated])).toMatchObject([
      { rule: 'api-deprecated', severity: 'warning', message: 'shop.example/v1 Widget: use v2' },
    ])
  })
})
