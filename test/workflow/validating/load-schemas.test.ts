import { describe, expect, it } from 'vitest'
import { validateProfiles } from '../../../src/workflow/validate.ts'
import { type Files, folderWith } from '../../support/projects/project-folder.ts'
import { definition } from '../../support/schemas/definitions.ts'
import { objectsIn } from '../../support/schemas/problems.ts'
import { worldIn } from '../../support/world.ts'

const widget = 'apiVersion: shop.example/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: big}\n'

const shop = { 'profiles/prod_shop.yaml': '', 'templates/a.yaml': widget }

/** The messages of all findings. */
async function validate(files: Files, options: { kubeVersion?: string; crds?: string[] } = {}) {
  const world = worldIn(folderWith({ ...shop, ...files }))
  const { profiles } = await validateProfiles([], undefined, options, world)
  return profiles.flatMap(({ findings, problems }) => [...problems, ...findings].map(({ message }) => message))
}

const crd = definition('{size: {type: integer}}')
const found = ['spec.size: must be an integer, but is "big"']

describe('CustomResourceDefinitions', () => {
  it('come from the files that kdeploy.yaml names', async () => {
    const settings = { 'kdeploy.yaml': 'name: shop\nvalidate: {crds: ["crds/**/*.yaml"]}\n' }

    expect(await validate({ ...settings, 'crds/a/b.yaml': `---\n# none\n---\n${crd}` })).toEqual(found)
    await expect(validate(settings)).rejects.toMatchObject({
      code: 'file-missing',
      message: 'CustomResourceDefinitions: no file matches "crds/**/*.yaml"',
      place: { file: 'kdeploy.yaml', line: 2 },
    })
    await expect(validate({ ...settings, 'crds/a.yaml': widget })).rejects.toMatchObject({
      code: 'file-invalid',
      message: 'there is no CustomResourceDefinition in the files that match "crds/**/*.yaml"',
    })
  })

  it('come from files that a person names', async () => {
    expect(await validate({ 'elsewhere.yaml': crd }, { crds: ['elsewhere.yaml'] })).toEqual(found)
    await expect(validate({}, { crds: ['missing.yaml'] })).rejects.toMatchObject({ code: 'file-missing' })
  })
})

describe('a file of CustomResourceDefinitions', () => {
  const { apiVersion, kind: _, ...one } = objectsIn(crd)[0] ?? {}

  it.each([
    ['a List', { apiVersion: 'v1', kind: 'List', items: [{ apiVersion, kind: 'CustomResourceDefinition', ...one }] }],
    ['what `kubectl get --raw` prints', { apiVersion, kind: 'CustomResourceDefinitionList', items: [one] }],
  ])('may hold %s', async (_, list) => {
    expect(await validate({ 'all.json': JSON.stringify(list) }, { crds: ['all.json'] })).toEqual(found)
  })

  it('says which definition lacks its apiVersion', async () => {
    const nameless = crd.replace(/^apiVersion: .*$/m, '')

    expect(await messagesOf({ 'a.yaml': nameless }, ['a.yaml'])).toEqual([
      'a CustomResourceDefinition in a.yaml has no apiVersion',
    ])
  })

  function messagesOf(files: Files, crds: string[]): Promise<string[]> {
    return validate(files, { crds }).catch((error: Error) => [error.message])
  }
})

describe('the Kubernetes version', () => {
  const cronJob = {
    'templates/a.yaml':
      'apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: a}\nspec: {priorityLevelConfiguration: {name: a}}\n',
  }

  it('is kdeploy.yaml’s, unless a person names one', async () => {
    const settings = { 'kdeploy.yaml': 'name: shop\nvalidate: {kubeVersion: "1.28"}\n', ...cronJob }

    expect(await validate(settings)).toEqual([])
    expect(await validate(settings, { kubeVersion: '1.33' })).toEqual([
      'flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema was removed in Kubernetes 1.32',
    ])
    expect(await validate(cronJob)).toHaveLength(1)
  })

  it('must be one whose schemas are there', async () => {
    await expect(validate({ 'kdeploy.yaml': 'name: shop\nvalidate: {kubeVersion: "1.9"}\n' })).rejects.toMatchObject({
      code: 'kube-version-unknown',
      place: { file: 'kdeploy.yaml', line: 2 },
    })
    await expect(validate({}, { kubeVersion: 'new' })).rejects.toMatchObject({ code: 'kube-version-unknown' })
  })
})
