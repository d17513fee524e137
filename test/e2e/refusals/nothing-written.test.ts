import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'
import { createShop } from '../../support/projects/shop.ts'

const template = (text: string) => ({ files: { 'templates/bad.yaml': text } })
const invalid = template('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\ndato: {a: b}\n')
const undefinedName = template('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ nobody }}}\n')

describe('an error before the first write', () => {
  test.for([
    ['apply one invalid manifest', invalid, ['apply'], 'nothing was written'],
    ['apply a template that breaks', undefinedName, ['apply'], 'nothing was written'],
    ['an undo of what was never deployed', {}, ['undo'], 'nothing was written'],
    ['an undo of a workload that is not there', {}, ['undo', 'deployment/nobody'], 'nothing was written'],
    ['a delete of what was never deployed', {}, ['delete', '--yes'], 'nothing was deleted'],
  ] as const)('of %s says so in the last line', async ([, shape, args, last], { cluster }) => {
    const shop = await createShop(cluster, shape)

    const { exitCode, stderr } = await shop.kdeploy(...args)

    expect(stderr).toMatch(/^error: /m)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(last)
    expect(exitCode).toBe(2)
  })

  test('is not told by a diff, which never writes', async ({ cluster }) => {
    const shop = await createShop(cluster, invalid)

    const { stderr } = await shop.kdeploy('diff')

    expect(stderr).toMatch(/^error: /m)
    expect(stderr).not.toContain('written')
  })

  test('is told in the events, too', async ({ cluster }) => {
    const shop = await createShop(cluster, invalid)

    const events = parseEvents((await shop.kdeploy('apply', '-o', 'json')).stdout)

    expect(events.flatMap(contradictions)).toEqual([])
    expect(events.at(-2)).toMatchObject({ type: 'error', nothingWritten: true })
  })
})
