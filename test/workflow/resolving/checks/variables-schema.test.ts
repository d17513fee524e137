import { describe, expect, it } from 'vitest'
import { explainProfile } from '../../../../src/workflow/explain.ts'
import { inputWithoutOptions } from '../../../../src/workflow/run/input.ts'
import { validateProfiles } from '../../../../src/workflow/validate.ts'
import { type Files, folderWith } from '../../../support/projects/project-folder.ts'
import { worldIn } from '../../../support/world.ts'

const schema = 'type: object\nproperties:\n  replicas: {type: integer}\n  port: {type: integer}\nrequired: [port]\n'
const project = {
  'kdeploy.yaml': 'name: shop\nschema: variables.yaml\n',
  'variables.yaml': schema,
  'profiles/default.yaml': 'variables:\n  port: 80\n',
  'profiles/prod_shop.yaml': 'variables:\n  replicas: "3"\n',
  'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
}

async function problemsOf(files: Files) {
  const world = worldIn(folderWith({ ...project, ...files }))
  const { profiles } = await validateProfiles([], undefined, {}, world)
  return profiles.flatMap(({ problems }) => problems)
}

describe("a project's schema of variables", () => {
  it('refuses a wrong variable at the line of the layer that gave it', async () => {
    expect(await problemsOf({})).toMatchObject([
      {
        code: 'variable-invalid',
        message: 'the variable replicas must be an integer, found the text "3"',
        place: { file: 'profiles/prod_shop.yaml', line: 2 },
        hint: 'the schema is in variables.yaml',
      },
    ])
  })

  it('tells what is missing at the schema, and may stand in kdeploy.yaml itself', async () => {
    const inline = 'name: shop\nschema: {type: object, required: [host]}\n'
    expect(await problemsOf({ 'kdeploy.yaml': inline })).toMatchObject([
      {
        message: 'the variable host is missing',
        hint: expect.stringMatching(/^give it a default in a profile, .*; the schema is in kdeploy\.yaml$/),
      },
    ])
  })

  it.each([
    ['is not there', 'kdeploy.yaml', 'name: shop\nschema: other.yaml\n', 'file-missing'],
    ['is not a map', 'variables.yaml', '- a\n', 'file-invalid'],
    ['is not a schema', 'variables.yaml', 'type: text\n', 'file-invalid'],
    ['lies outside the project', 'kdeploy.yaml', 'name: shop\nschema: ../../../etc/hosts\n', 'path-outside'],
  ])('is refused where it %s', async (_, file, text, code) => {
    expect(await problemsOf({ [file]: text })).toMatchObject([{ code }])
  })

  it('keeps nobody from asking where a variable comes from', async () => {
    const world = worldIn(folderWith(project))
    const input = inputWithoutOptions('prod_shop', undefined)
    const explained = await explainProfile(input, { key: undefined, offline: true }, world)
    expect(explained.map(({ name }) => name)).toContain('replicas')
  })
})
