import { expect, test } from 'vitest'
import { inReadingOrder } from '../../src/scaffold/field-order.ts'

test('fields stand in the order in which people write them, and a user’s own stay in theirs', () => {
  const pod = { containers: [{ env: [], image: 'x', name: 'c' }], volumes: [], serviceAccountName: 'a' }
  const object = {
    spec: { template: { spec: pod }, replicas: 1 },
    metadata: { labels: { name: 'x', app: 'y' }, name: 'a' },
  }

  const text = JSON.stringify(inReadingOrder({ ...object, data: { b: '1', name: 'x' } }))

  expect(text).toBe(
    '{"metadata":{"name":"a","labels":{"name":"x","app":"y"}},"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"c","image":"x","env":[]}],"serviceAccountName":"a","volumes":[]}}},"data":{"b":"1","name":"x"}}',
  )
})
