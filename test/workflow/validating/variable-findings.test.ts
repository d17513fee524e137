import { describe, expect, it } from 'vitest'
import { validateProfiles } from '../../../src/workflow/validate.ts'
import { type Files, folderWith } from '../../support/projects/project-folder.ts'
import { worldIn } from '../../support/world.ts'

const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ name }}"}\ndata: {a: "{{ db.host }}"}\n'
const project = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/default.yaml': 'variables:\n  name: a\n  port: 80\n  db:\n    host: x\n    user: me\n',
  'profiles/prod_a.yaml': 'variables:\n  name: one\n',
  'profiles/prod_b.yaml': 'variables:\n  name: two\n  db: {host: x}\n',
  'templates/a.yaml': template,
}

async function found(files: Files = {}, names: readonly string[] = []) {
  const world = worldIn(folderWith({ ...project, ...files }))
  const { findings } = await validateProfiles(names, undefined, {}, world)
  return findings.map(({ rule, message, place }) => `${place?.file}:${place?.line} ${rule} ${message}`)
}

describe('the lines of profile files', () => {
  it('are told where they count for nothing', async () => {
    expect(await found()).toEqual([
      'profiles/default.yaml:3 variable-unused the variable port is read by no template and no other variable',
      'profiles/default.yaml:6 variable-unused the variable db.user is read by no template and no other variable',
      'profiles/default.yaml:2 variable-shadowed the variable name is overridden in every profile that has it, by profiles/prod_a.yaml:2:3, profiles/prod_b.yaml:2:3',
      'profiles/prod_b.yaml:3 variable-repeated the variable db.host has the same value without this line, by profiles/default.yaml:5:5',
    ])
  })

  it('are told by no run that leaves out a profile, and none where one fails', async () => {
    expect(await found({}, ['prod_a'])).toEqual([])
    expect(await found({ 'profiles/prod_c.yaml': 'variables: {name: "{{ nothing }}"}\n' })).toEqual([])
  })

  it('are switched off by kdeploy.yaml', async () => {
    const off =
      'name: shop\nvalidate: {rules: {variable-unused: off, variable-shadowed: off, variable-repeated: off}}\n'
    expect(await found({ 'kdeploy.yaml': off })).toEqual([])
  })
})
