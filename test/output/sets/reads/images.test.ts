import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../../src/errors.ts'
import { showSetImageLines, showSetImages, showSetImagesAsJson } from '../../../../src/output/sets/reads/images.ts'
import { createScreen, type Pen } from '../../../../src/output/terminal/screen.ts'
import type { SetResult } from '../../../../src/sets/told/results.ts'
import type { ImageList } from '../../../../src/workflow/run/results.ts'
import { documentContradictions } from '../../../support/output/documented.ts'
import { refOf } from '../../../support/output/run-record.ts'
import { answered, setOfEnds, unanswered } from '../../../support/output/seen-releases.ts'

function listOf(...images: readonly (readonly [image: string, ...objects: string[]])[]): ImageList {
  return {
    ...{ namespace: 'ns', kubeContext: '', server: undefined, problems: [] },
    images: images.map(([image, ...objects]) => ({
      image,
      digests: image.includes('@') ? [image.split('@')[1] ?? ''] : [],
      neededBy: objects.map((name) => ({ release: undefined, revisions: [], ref: refOf(name), container: 'app' })),
    })),
  }
}

function shown(show: (pen: Pen) => void): string {
  const pieces: string[] = []
  const stream = { write: (text: string) => pieces.push(text) }
  show(createScreen({ stdout: stream, stderr: stream }, {}, (text) => text).out)
  return pieces.join('')
}

const whole = setOfEnds<ImageList>(
  answered('prod_web@eu', listOf(['r.io/web:1', 'web', 'job'], ['r.io/proxy:2', 'web'])),
  answered('prod_bus', listOf(['r.io/bus:1', 'bus'], ['r.io/proxy:2', 'bus'])),
)
const failed = new KdeployError({ code: 'variable-unknown', category: 'input', message: 'no tag' })
const partial: SetResult<ImageList> = setOfEnds(...whole.ends, unanswered('prod_api', failed))

describe('the images of several releases', () => {
  test('are each a row, with what needs it of each release', () => {
    expect(shown((pen) => showSetImages(whole, pen)).split('\n')).toEqual([
      'IMAGE         NEEDED BY',
      'r.io/bus:1    prod_bus: Deployment bus',
      'r.io/proxy:2  prod_web@eu: Deployment web; prod_bus: Deployment bus',
      'r.io/web:1    prod_web@eu: Deployment web, Deployment job',
      '',
    ])
  })

  test('are each a line, once for all, and the last line is none where one could not be rendered', () => {
    const lines = (set: SetResult<ImageList>) =>
      shown((pen) => showSetImageLines(set, false, pen))
        .trimEnd()
        .split('\n')

    expect(lines(whole)).toEqual(['r.io/bus:1', 'r.io/proxy:2', 'r.io/web:1'])
    expect(lines(partial)).toEqual([...lines(whole), '# incomplete: see the errors'])
  })

  test('are a document that says whose each is, and whether it is complete', () => {
    const [all, some] = [whole, partial].map((set) => JSON.parse(shown((pen) => showSetImagesAsJson(set, pen))))

    for (const document of [all, some])
      expect(documentContradictions(document, 'Images of several releases: ')).toEqual([])
    expect(all).toMatchObject({ complete: true, problems: [] })
    expect(all.images[1]).toMatchObject({
      image: 'r.io/proxy:2',
      neededBy: [{ label: 'prod_web@eu' }, { label: 'prod_bus' }],
    })
    expect(some).toMatchObject({ complete: false, problems: [{ label: 'prod_api', code: 'variable-unknown' }] })
    expect(some.releases.at(-1)).toEqual({ label: 'prod_api', profile: 'prod_api' })
  })
})
