import { describe, expect, test } from 'vitest'
import type { ObjectRef } from '../../../src/manifest/types.ts'
import { addKeep, isListedAs, listedIn, removeKeep } from '../../../src/plan/helm/helm-manifest.ts'
import { readDocuments } from '../../../src/yaml/read.ts'
import { forms, rewrittenForms } from '../../support/helm/forms.ts'

const form: ObjectRef = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'form' }
const marker = '# kdeploy added helm.sh/resource-policy: keep\n'

/** A manifest of Helm around one document. */
function manifestOf(document: string): string {
  return `---\n# Source: shop/templates/a.yaml\nkind: A\n---\n# Source: shop/templates/form.yaml\n${document}---\n# Source: shop/templates/b.yaml\nkind: B # "end"\n`
}

/** The object `form`, as another reader than the edit's own takes it. */
function objectIn(manifest: string): { metadata: { annotations?: Record<string, string> | null } } {
  const values = readDocuments(manifest, 'manifest').map(({ value }) => value) as { metadata?: { name?: string } }[]
  const found = values.find(({ metadata }) => metadata?.name === 'form')
  return found as { metadata: { annotations?: Record<string, string> | null } }
}

const keep = (manifest: string, ...refs: ObjectRef[]) => addKeep(manifest, refs, 'shop')
const release = (manifest: string, ...refs: ObjectRef[]) => removeKeep(manifest, refs, 'shop')

describe('keeping an object in a manifest', () => {
  for (const [name, document] of Object.entries(forms)) {
    const manifest = manifestOf(document)

    test(`adds the annotation alone: ${name}`, () => {
      const kept = keep(manifest, form)

      const { metadata, ...rest } = objectIn(kept)
      const { metadata: before, ...restBefore } = objectIn(manifest)
      expect(metadata.annotations).toEqual({ ...before.annotations, 'helm.sh/resource-policy': 'keep' })
      expect({ ...metadata, annotations: null }).toEqual({ ...before, annotations: null })
      expect(rest).toEqual(restBefore)
      expect(listedIn(kept).map(({ policy }) => policy)).toEqual(['delete', 'keep-by-kdeploy', 'delete'])
      expect(keep(kept, form)).toBe(kept)
    })

    test(`is undone: ${name}`, () => {
      const undone = release(keep(manifest, form), form)

      if (rewrittenForms.has(name)) {
        const withoutEmpty = (text: string) => JSON.stringify(objectIn(text)).replace(/,"annotations":null/, '')
        expect(JSON.parse(withoutEmpty(undone))).toEqual(JSON.parse(withoutEmpty(manifest)))
      } else {
        expect(undone).toBe(manifest)
      }
    })

    test(`leaves every other document byte for byte: ${name}`, () => {
      const [start = '', end = ''] = manifestOf('CUT').split('CUT')
      const kept = keep(manifest, form)
      expect(kept.startsWith(start)).toBe(true)
      expect(kept.endsWith(end)).toBe(true)
    })
  }

  test('puts lines in and leaves the others', () => {
    const document = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations:\n    of: chart # ours\n'
    expect(keep(document, form)).toBe(
      `${marker}${document.replace('    of', '    helm.sh/resource-policy: keep\n    of')}`,
    )
  })

  test('works where the document stands on the line of its separator, or in an only one without a line break', () => {
    for (const document of [
      '--- {apiVersion: v1, kind: ConfigMap, metadata: {name: form}}',
      '---apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n',
    ]) {
      const kept = keep(document, form)
      expect(listedIn(kept)).toMatchObject([{ policy: 'keep-by-kdeploy' }])
      expect(release(kept, form)).toBe(document)
    }
  })

  test('holds integers that a double can not', () => {
    const document = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\nspec:\n  seed: 9007199254740993\n'
    const kept = keep(document, form)
    expect(kept).toContain('seed: 9007199254740993')
    expect(release(kept, form)).toBe(document)
  })

  test('keeps such an integer also in a document that must be written anew', () => {
    const document = `${forms['with shared annotations']}spec: {seed: 9007199254740993}\n`
    const kept = keep(document, form)
    expect(kept).toContain('seed: 9007199254740993')
    expect(listedIn(kept)).toMatchObject([{ policy: 'keep-by-kdeploy' }])
  })

  test('refuses a document that must be written anew and holds what JSON can not', () => {
    const document = `# Source: shop/templates/form.yaml\n${forms['with shared annotations']}spec: {seed: .inf}\n`
    expect(() => keep(document, form)).toThrow(
      expect.objectContaining({
        code: 'helm-manifest-unreadable',
        category: 'conflict',
        message: expect.stringContaining('shop/templates/form.yaml'),
      }),
    )
  })

  test("leaves a chart's own policy, and never takes it out", () => {
    for (const policy of ['keep', '" Keep "', 'other']) {
      const document = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: form\n  annotations:\n    helm.sh/resource-policy: ${policy}\n`
      expect(keep(document, form)).toBe(document)
      expect(release(document, form)).toBe(document)
      expect(listedIn(document)).toMatchObject([{ policy: 'keep' }])
    }
  })

  test('edits all documents of one object', () => {
    const twice = `${forms['without annotations']}---\n${forms['as JSON']}`
    const kept = keep(twice, form)
    expect(listedIn(kept).map(({ policy }) => policy)).toEqual(['keep-by-kdeploy', 'keep-by-kdeploy'])
    expect(release(kept, form)).toBe(twice)
  })

  test('moves items of a List out of it, for Helm looks at the annotations of the List alone', () => {
    const item = (name: string) => `- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: ${name}\n`
    const list = `---\n# Source: shop/templates/list.yaml\napiVersion: v1\nkind: List\nitems:\n${item('form')}${item('other')}`
    const other = { ...form, name: 'other' }

    const kept = keep(list, form)
    const both = keep(kept, other)

    expect(kept).toBe(
      `---\n# Source: shop/templates/list.yaml\napiVersion: v1\nkind: List\nitems:\n${item('other')}---\n${marker}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations: {helm.sh/resource-policy: keep}\n  name: form\n`,
    )
    expect(listedIn(both).map(({ ref, policy }) => [ref.name, policy])).toEqual([
      ['other', 'keep-by-kdeploy'],
      ['form', 'keep-by-kdeploy'],
    ])
    expect(both).not.toContain('kind: List')
    expect(listedIn(release(both, form)).map(({ ref, policy }) => [ref.name, policy])).toEqual([
      ['other', 'keep-by-kdeploy'],
      ['form', 'delete'],
    ])
  })

  test('gives the items of a typed list the kind that they inherit', () => {
    const list = 'apiVersion: v1\nkind: ConfigMapList\nitems: [{metadata: {name: form}}]\n'
    expect(keep(list, form)).toContain('apiVersion: v1\nkind: ConfigMap\nmetadata:\n')
  })

  test('passes over documents that hold no object, and other objects of that name', () => {
    const manifest = `---\n# only a comment\n---\n\n---\nnull\n---\n- a\n---\n${forms['without annotations']?.replace('ConfigMap', 'Secret')}`
    expect(keep(manifest, form)).toBe(manifest)
    expect(listedIn(manifest)).toMatchObject([{ ref: { kind: 'Secret' } }])
  })

  test('says which template it can not read, and nothing of what stands there', () => {
    const manifest = '---\n# Source: shop/templates/a.yaml\na: "hunter2\n'
    expect(() => listedIn(manifest)).toThrow(
      expect.objectContaining({
        code: 'helm-manifest-unreadable',
        message: expect.stringMatching(/^(?!.*hunter2).*the document of shop\/templates\/a\.yaml/),
      }),
    )
    expect(() => listedIn('metadata: {}\nmetadata: {}\n')).toThrow('duplicate key')
  })
})

describe('what a manifest lists', () => {
  const deployment: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
  const listed = (namespace: string | undefined, version = 'v1') => ({ ...deployment, version, namespace })

  test('is an object of the release namespace where it names none', () => {
    expect(isListedAs(listed(undefined), deployment, 'shop')).toBe(true)
    expect(isListedAs(listed('shop'), deployment, 'elsewhere')).toBe(true)
    expect(isListedAs(listed(undefined), deployment, 'elsewhere')).toBe(false)
    expect(isListedAs(listed('elsewhere'), deployment, 'shop')).toBe(false)
  })

  test('is the same object in another version, and of no namespace where it is of the whole cluster', () => {
    expect(isListedAs(listed(undefined, 'v1beta1'), deployment, 'shop')).toBe(true)
    const role = { ...deployment, group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: undefined }
    expect(isListedAs({ ...role, namespace: 'shop' }, role, 'shop')).toBe(true)
  })

  test('has no name where the server gives one', () => {
    const [one] = listedIn('apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: a-\n')
    expect(one?.ref).toMatchObject({ group: 'batch', kind: 'Job', name: '' })
  })
})
