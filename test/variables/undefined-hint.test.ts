import { expect, it } from 'vitest'
import { readSetOf } from '../../src/variables/read-set.ts'
import { defaultDelimiters } from '../../src/variables/references.ts'
import { undefinedHint } from '../../src/variables/undefined-hint.ts'
import { layer } from '../support/variables/layers.ts'

const root = layer('a.yaml', { image_tag: '1', env_type: 'x', db: { host: 'h', url: 'u' } })
const hint = (source: string, message: string, own = 'other') =>
  undefinedHint(message, root, readSetOf(source, defaultDelimiters), own)
const noKey = (key: string) => `'dict object' has no attribute '${key}'`

it.each([
  ['a variable', '{{ image_tga }}', "'image_tga' is undefined", 'did you mean image_tag?'],
  ['a key of a map', '{{ env_type }}{{ db.hots }}', noKey('hots'), 'did you mean db.host?'],
])('names %s that the string does not read', (_, source, message, expected) => {
  expect(hint(source, message)).toBe(expected)
})

it.each([
  ['what is like nothing', '{{ zzz }}', "'zzz' is undefined", 'other'],
  ['a key that is like none', '{{ db.zzzzzz }}', noKey('zzzzzz'), 'other'],
  ['the string itself', '{{ image_tga }}', "'image_tga' is undefined", 'image_tag'],
  ['another error', '{{ image_tga }}', 'division by zero', 'other'],
])('says nothing of %s', (_, source, message, own) => {
  expect(hint(source, message, own)).toBeUndefined()
})
