import { expect, test } from 'vitest'
import { tested, testsOf } from './shop.ts'

test('the results are in the order of the files, those that cannot be run first', async () => {
  const item = (name: string) => `- {name: ${name}, expect: [{kind: Service}]}\n`
  const { results } = await tested({
    ...testsOf(item('b') + item('a')),
    'tests/a.yaml': `profile: stg_shop\ntests:\n${item('c')}`,
    'tests/z.yaml': 'tests: []\n',
  }).run()

  expect(results.map(({ file, name, profile, failures }) => [file, name, profile, failures.length])).toEqual([
    ['tests/z.yaml', undefined, undefined, 1],
    ['tests/a.yaml', 'c', 'stg_shop', 0],
    ['tests/web.yaml', 'b', 'prod_shop', 0],
    ['tests/web.yaml', 'a', 'prod_shop', 0],
  ])
})
