import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { showImageLines, showImages, showImagesAsJson } from '../../src/output/images.ts'
import type { Pen } from '../../src/output/terminal/screen.ts'
import type { ImageList } from '../../src/workflow/run/results.ts'
import { documentContradictions } from '../support/output/documented.ts'
import { penOf, Terminal } from '../support/output/terminal-screen.ts'
import { repository } from '../support/projects/project.ts'

const digests = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`)
const ref = { group: '', version: 'v1', kind: 'Pod', namespace: 'ns', name: 'web' }
const use = (release: string | undefined, ...revisions: number[]) => ({ release, revisions, ref, container: 'app' })
const list: ImageList = {
  namespace: 'ns',
  kubeContext: '',
  server: 's',
  images: [
    { image: 'shop:1', digests, neededBy: [use('a/b/ns', 1, 2), use('a/b/ns', 3, 5), use('c/d/ns', 7)] },
    { image: `pinned@${digests[0]}`, digests: digests.slice(0, 1), neededBy: [use(undefined)] },
  ],
  problems: [],
}
const problem = new KdeployError({ code: 'revision-unreadable', category: 'cluster', message: 'broken' })
const incomplete = { ...list, problems: [problem] }

function shown(show: (pen: Pen) => void): string[] {
  const terminal = new Terminal(300, 80)
  show(penOf(terminal, { NO_COLOR: '1' }))
  return terminal.screen().slice(0, -1)
}

describe('images', () => {
  test('are a table with who needs them, in ranges of revisions', () => {
    const [titles, first, second] = shown((pen) => showImages(list, pen))
    expect(titles).toMatch(/^IMAGE +DIGEST +NEEDED BY$/)
    expect(first).toMatch(/^shop:1 .* a\/b\/ns 1-3, 5; c\/d\/ns 7$/)
    expect(second).toMatch(/ Pod web$/)
  })

  test('stand on lines of their own, also with each digest, and never look complete where they may not be', () => {
    expect(shown((pen) => showImageLines(list, false, pen))).toEqual(['shop:1', `pinned@${digests[0]}`])
    const all = ['shop:1', ...digests.map((digest) => `shop:1@${digest}`), `pinned@${digests[0]}`]
    expect(shown((pen) => showImageLines(list, true, pen))).toEqual(all)
    expect(shown((pen) => showImageLines(incomplete, false, pen)).at(-1)).toMatch(/^#/)
  })

  test('are a document as docs/reference/output.md describes it, as is the example', () => {
    const json = (of: ImageList) => JSON.parse(shown((pen) => showImagesAsJson(of, pen)).join(''))
    expect(json(list)).toMatchObject({ complete: true })
    expect(json(incomplete)).toMatchObject({ complete: false, problems: [{ message: 'broken' }] })
    const text = readFileSync(join(repository, 'docs/operating/images.md'), 'utf8')
    const example = /^```json\n(.*)\n```$/m.exec(text)?.[1] ?? ''
    for (const document of [json(list), json(incomplete), JSON.parse(example)])
      expect(documentContradictions(document, 'images -o json')).toEqual([])
  })
})
