import { describe, expect, test } from 'vitest'
import { nextOf } from '../../../src/cluster/api/next-page.ts'

const metadata = '"metadata":{"resourceVersion":"7","continue":"abc","remainingItemCount":3}'
const large = JSON.stringify({ metadata: { name: 'a' }, data: { k: 'x'.repeat(10_000) } })

describe('where the next page begins', () => {
  test.each([
    ['of a built-in kind', `{"kind":"ConfigMapList","apiVersion":"v1",${metadata},"items":[${large}]}\n`],
    ['of a custom resource', `{"apiVersion":"example.com/v1","items":[${large}],"kind":"WidgetList",${metadata}}`],
  ])('is told by a list %s', (_, text) => {
    expect(nextOf(text)).toBe('abc')
  })

  test.each([
    [
      'the last page',
      `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[${large}]}`,
    ],
    ['a list of another order', `{"items":[${large}],${metadata},"kind":"ConfigMapList","apiVersion":"v1","x":1}`],
    [
      'a token with escapes',
      '{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"continue":"a\\u0062"},"items":[]}',
    ],
    ['an item that says so', `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{},"items":[{"x":{${metadata}}}]}`],
    ['nothing', ''],
  ])('is not told by %s', (_, text) => {
    expect(nextOf(text)).toBeUndefined()
  })
})
