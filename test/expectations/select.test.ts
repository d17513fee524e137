import { describe, expect, test } from 'vitest'
import { describeSelector, explainNone, nameAll, select } from '../../src/expectations/select.ts'
import type { Selector } from '../../src/expectations/shapes.ts'
import { judged } from './judged.ts'

const object = (kind: string, name: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\n`
const manifests = judged([object('Service', 'web'), object('Service', 'db'), object('ConfigMap', 'web')].join('---\n'))

describe('a selector', () => {
  test.each<[Selector, string]>([
    [{}, 'Service shop/web, Service shop/db, ConfigMap shop/web'],
    [{ kind: 'Service' }, 'Service shop/web, Service shop/db'],
    [{ name: 'web' }, 'Service shop/web, ConfigMap shop/web'],
    [{ kind: 'Service', namespace: 'shop', name: 'web' }, 'Service shop/web'],
    [{ namespace: 'other' }, ''],
  ])('%j means %s', (selector, names) => {
    expect(nameAll(select(manifests, selector))).toBe(names)
  })

  test.each<[Selector, string]>([
    [{}, 'manifest'],
    [{ kind: 'Service' }, 'Service'],
    [{ kind: 'Service', name: 'web' }, 'Service web'],
    [{ kind: 'Service', namespace: 'shop' }, 'Service in shop'],
    [{ kind: 'Service', namespace: 'shop', name: 'web' }, 'Service shop/web'],
    [{ name: 'web' }, 'object web'],
  ])('%j is called %s', (selector, words) => {
    expect(describeSelector(selector)).toBe(words)
  })

  test.each<[Selector, string]>([
    [{ kind: 'Servce' }, 'did you mean Service?'],
    [{ kind: 'Ingress' }, 'rendered kinds: ConfigMap, Service'],
    [{ kind: 'Service', name: 'dbs' }, 'did you mean db?'],
    [{ kind: 'Service', name: 'queue' }, 'there is Service shop/web, Service shop/db'],
    [{ kind: 'Service', namespace: 'other', name: 'db' }, 'there is Service shop/db'],
  ])('%j that means nothing is explained: %s', (selector, words) => {
    expect(explainNone(manifests, selector)).toBe(words)
  })
})
