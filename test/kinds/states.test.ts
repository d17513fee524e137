import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { kindOf } from '../../src/kinds/kind-of.ts'
import { kinds } from '../../src/kinds/registry.ts'
import { judge } from '../../src/kinds/rules/judge.ts'
import { refOf } from '../../src/manifest/identity.ts'
import { children, NOW } from '../support/kinds/objects.ts'
import type { State } from './states/state.ts'

const folder = new URL('./states/', import.meta.url)
const tables = await Promise.all(
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'state.ts')
    .map(async (file) => {
      const { states } = (await import(new URL(file, folder).href)) as { states: readonly State[] }
      return { kind: file.replace(/\.ts$/, ''), states }
    }),
)

describe.each(tables)('the states of $kind', ({ states }) => {
  test.each(states)('$name: $state ($source)', ({ object, children: some, state, message, cause }) => {
    const assessment = judge(kindOf(refOf(object)), object, children(some), NOW)

    expect(assessment).toMatchObject({ state, ...(message === undefined ? {} : { message }) })
    if (cause === null) expect(assessment.causes).toEqual([])
    else if (cause !== undefined) expect(assessment.causes[0]).toMatchObject(cause)
  })

  test('have different names', () => {
    const names = states.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  test('all say whose rule they follow', () => {
    expect(states.filter(({ source }) => source.trim() === '').map(({ name }) => name)).toEqual([])
  })
})

test('docs/deploying/waiting.md names every kind in which we differ from others on purpose', () => {
  const documented = readFileSync(new URL('../../docs/deploying/waiting.md', import.meta.url), 'utf8')
  const [, section = ''] = /## Where this differs from other tools\n(.*?)\n## /s.exec(documented) ?? []
  const differing = tables.flatMap(({ states }) => states).filter(({ source }) => source.includes('on purpose'))
  const differ = new Set(differing.map(({ object }) => object.kind))
  const known = kinds.map(({ kind }) => kind).filter((kind) => differ.has(kind))

  expect(known.filter((kind) => !new RegExp(`\\b${kind}\\b`).test(section))).toEqual([])
})
