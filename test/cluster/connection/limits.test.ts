import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  deepestNesting,
  discoveryLimit,
  errorLimit,
  inBinaryUnits,
  listLimit,
  logLimit,
  longestEvent,
  mostInformational,
  objectLimit,
  pageLimit,
  watchLimit,
} from '../../../src/cluster/connection/limits.ts'
import { repository } from '../../support/projects/project.ts'

test('docs/operating/limits.md says what the limits are', () => {
  const text = readFileSync(join(repository, 'docs/operating/limits.md'), 'utf8')
  const rows = new Map([...text.matchAll(/^\| (.+?) \| (.+?) \|$/gm)].map(([, what = '', limit = '']) => [what, limit]))
  const sized = ({ bytes, values }: { bytes: number; values?: number }) =>
    [inBinaryUnits(bytes), ...(values === undefined ? [] : [`${values} values`])].join(', ')

  expect(longestEvent).toBe(objectLimit.bytes)
  expect(Object.fromEntries(rows)).toMatchObject({
    'an object, and one event of a watch': sized(objectLimit),
    'a page of a list; a larger one is asked for again in smaller ones': sized(pageLimit),
    'a list, all its pages': `${sized(listLimit)}, ${listLimit.pages} pages, ${listLimit.milliseconds / 60_000} minutes`,
    'all events of a watch; after them its objects are listed again': inBinaryUnits(watchLimit),
    discovery: sized(discoveryLimit),
    'an error response; of a larger one only the status is used': sized(errorLimit),
    "a container's log in a report, a line of a followed log": sized(logLimit),
    'nesting depth of objects and lists': String(deepestNesting),
    'informational responses (1xx) before the real one': String(mostInformational),
  })
})
