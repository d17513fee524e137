import { describe, expect, it } from 'vitest'
import { renderOpened } from '../../../src/workflow/rendering/render-opened.ts'
import { warnOfRewritten } from '../../../src/workflow/rendering/warn-of-rewritten.ts'
import { openProfile } from '../../../src/workflow/resolving/open-profile.ts'
import { inputWithoutOptions } from '../../../src/workflow/run/input.ts'
import { folderWith } from '../../support/projects/project-folder.ts'
import { worldIn } from '../../support/world.ts'

/** The warnings of a profile with these variables, as an apply gives them. */
async function warningsOf(variables: string, data: string): Promise<string[]> {
  const world = worldIn(
    folderWith({
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': `variables: {${variables}}\n`,
      'templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: { ${data} }\n`,
    }),
  )
  const opened = await openProfile(inputWithoutOptions('prod_shop', undefined), undefined, world)
  const told: string[] = []
  const manifests = renderOpened(opened, opened.profile.templates)
  warnOfRewritten(
    opened,
    manifests,
    (event) => {
      if (event.type === 'warning') told.push(event.message.replace(/;.*/, ''))
    },
    false,
  )
  return told
}

describe('what an apply warns of', () => {
  it('is a boolean and a number that get into a text otherwise than they are written', async () => {
    const told = await warningsOf('country: NO, tag: 1.10', 'country: "{{ country }}", image: "app:{{ tag }}"')
    expect(told).toEqual([
      'tag is written 1.10 and read as 1.1, which goes into data.image of ConfigMap a',
      'country is written NO and read as False, which goes into data.country of ConfigMap a',
    ])
  })

  it('is a boolean that a condition reads beside one that goes into a text', async () => {
    const data = '{% if debug %}a: b, {% endif %}country: "{{ country }}"'
    expect(await warningsOf('debug: off, country: NO', data)).toEqual([
      'country is written NO and read as False, which goes into data.country of ConfigMap a',
    ])
  })

  it('is no number that a template calculates with, which takes a rendering of its own', async () => {
    expect(await warningsOf('count: 1.50', 'a: "{{ count * 2 }}"')).toEqual([])
  })
})
