import { describe, expect, it } from 'vitest'
import { customKinds, type DefinitionText, withMoreKinds } from '../../src/schemas/custom-kinds.ts'
import { definition } from '../support/schemas/definitions.ts'
import { objectsIn } from '../support/schemas/problems.ts'

/** A text that defines a kind, and how often it was read. */
function counted(text: string): DefinitionText & { readonly reads: () => number } {
  let reads = 0
  const read = () => {
    reads += 1
    return objectsIn(text)
  }
  return { text, read, reads: () => reads }
}

const widget = definition('{size: {type: integer}}')
const gadget = widget.replaceAll('Widget', 'Gadget')

describe('what is known of custom resources', () => {
  it('comes from the texts that seem to define it, each read once', () => {
    const texts = [counted(widget), counted(gadget), counted(JSON.stringify(objectsIn(widget)[0]))]
    const kinds = customKinds([], texts)

    expect(kinds.find('shop.example', 'Widget')?.kind).toBe('Widget')
    expect(kinds.find('shop.example', 'Widget')?.kind).toBe('Widget')
    expect(kinds.find('other.example', 'Widget')).toBeUndefined()
    expect(kinds.find('shop-example', 'Widget')).toBeUndefined()
    expect(texts.map(({ reads }) => reads())).toEqual([1, 0, 1])
  })

  it('comes from the definition that counts most', () => {
    const withVersion = (name: string) => widget.replace('name: v1', `name: ${name}`)
    const kinds = customKinds(objectsIn(withVersion('v1')), [counted(withVersion('v2')), counted(withVersion('v3'))])
    const versionsIn = (found: typeof kinds) => [...(found.find('shop.example', 'Widget')?.versions.keys() ?? [])]

    expect(versionsIn(kinds)).toEqual(['v3'])
    expect(versionsIn(withMoreKinds(kinds, objectsIn(withVersion('v4'))))).toEqual(['v4'])
    expect(versionsIn(withMoreKinds(kinds, []))).toEqual(['v3'])
    expect(versionsIn(customKinds(objectsIn(withVersion('v1'))))).toEqual(['v1'])
  })
})
