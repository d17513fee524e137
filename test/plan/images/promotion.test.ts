import { describe, expect, test } from 'vitest'
import type { Manifest, ObjectRef } from '../../../src/manifest/types.ts'
import { notPromoted, planPromotion, type RunningImage } from '../../../src/plan/images/promotion.ts'

const digest = `sha256:${'a'.repeat(64)}`
const ref: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'stg', name: 'web' }
const running = (image: string, more: Partial<RunningImage> = {}): RunningImage => {
  return { ref, container: 'app', image, digest, ...more }
}

/** A Deployment whose image is made of these variables. */
function manifest(image: string, names: readonly string[], name = 'web'): Manifest {
  const spec = { containers: [{ name: 'app', image }] }
  return {
    template: 'web.yaml',
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'prod' },
      spec: { template: { spec } },
    },
    sensitive: [],
    placeOf: () => ({ file: 'templates/web.yaml', line: 9 }),
    variablesOf: () => names.map((one) => ({ name: one, by: 'profiles/prod.yaml', place: undefined })),
  } as Manifest
}

function plan(one: Manifest, values: Readonly<Record<string, string>>, images: RunningImage[], names: string[] = []) {
  const { promotions, left, problems } = planPromotion([one], images, (name) => values[name], names)
  return {
    set: promotions.map(({ name, after }) => `${name}=${after}`),
    left,
    problems: problems.map(({ code }) => code),
  }
}

describe('a promoted image is set by', () => {
  test.each([
    ['the variable of the whole', 'r/app:1', { image: 'r/app:1' }, [`image=r/app:2@${digest}`]],
    ['the tag', 'r/app:1', { tag: '1' }, ['tag=2']],
    ['repository and tag', 'old/app:1', { repository: 'old/app', tag: '1' }, ['repository=r/app', 'tag=2']],
    ['the digest', `r/app@sha256:${'b'.repeat(64)}`, { d: `sha256:${'b'.repeat(64)}` }, [`d=${digest}`]],
  ])('%s', (_, image, values: Record<string, string>, set) => {
    const found = plan(manifest(image, Object.keys(values)), values, [running('r/app:2')])
    expect(found).toEqual({ set, left: [], problems: [] })
  })
})

test('without a digest that is known, the name is promoted alone', () => {
  const found = plan(manifest('r/app:1', ['image']), { image: 'r/app:1' }, [running('r/app:2', { digest: '' })])
  expect(found.set).toEqual(['image=r/app:2'])
})

test('an object of another name takes the image of its repository, unless there are several', () => {
  const other = manifest('r/app:1', ['image'], 'web-prod')
  const values = { image: 'r/app:1' }
  expect(plan(other, values, [running('r/app:2')]).set).toEqual([`image=r/app:2@${digest}`])
  const two = [running('r/app:2'), running('r/app:3', { container: 'b' })]
  expect(plan(other, values, two)).toEqual({ set: [], left: [], problems: ['image-unmapped'] })
  expect(plan(other, values, [running('r/else:2')])).toEqual({ set: [], left: ['r/app:1'], problems: [] })
})

test('what no variable makes is a problem where it differs, and none where it is the same', () => {
  expect(plan(manifest('r/app:1', []), {}, [running('r/app:2')]).problems).toEqual(['image-unmapped'])
  expect(plan(manifest('r/app:2', []), {}, [running('r/app:2')]).problems).toEqual([])
  const values = { image: 'r/app:1' }
  expect(plan(manifest('r/app:1', ['image']), values, [running('r/app:2')], ['tag']).problems).toEqual([
    'image-unmapped',
  ])
})

test('a variable of two images that become different ones is a problem', () => {
  const images = [running('r/app:2'), running('r/app:3', { ref: { ...ref, name: 'job' } })]
  const both = [manifest('r/app:1', ['tag']), manifest('r/app:1', ['tag'], 'job')]
  const { problems } = planPromotion(both, images, () => '1', [])
  expect(problems.map(({ message }) => message)).toEqual(['the variable tag would have to be 2 and 3'])
})

test('an image that does not come out as promoted is told', () => {
  expect(notPromoted([manifest('r/app:1', [])], [running('r/app:2')])).toEqual([
    `r/app:1 in place of r/app:2@${digest}`,
  ])
  expect(notPromoted([manifest(`r/app:2@${digest}`, [])], [running('r/app:2')])).toEqual([])
})
