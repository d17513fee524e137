import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '../manifest/types.ts'
import { createEnvironment } from '../template/library.ts'
import { readDocuments } from '../yaml/read.ts'
import { writeYaml } from '../yaml/write.ts'
import { documentsOf, holdsSecretValues, type PlainDocument, type PlainFile, textOfDocument } from './plain-objects.ts'
import { findValue, type Replacement, templateText } from './template-text.ts'
import { variablesIn } from './variables.ts'

/** Templates made of plain YAML, and the values that were taken out of it. */
export interface FromPlain {
  /** Texts by their paths below templates/. */
  readonly templates: ReadonlyMap<string, string>
  readonly variables: ReadonlyMap<string, string | number>
  /** What the templates render to. */
  readonly objects: readonly KubeObject[]
  /** The Secrets that were left out, since their values must not stand in a file. */
  readonly secrets: readonly KubeObject[]
}

/** Templates that render to the same objects as plain YAML is, without its Secrets. */
export function templatesFromPlain(given: readonly PlainFile[]): FromPlain {
  const secrets: KubeObject[] = []
  const files = given
    .flatMap((file) => withoutSecrets(file, secrets))
    .map((file) => ({ file, documents: documentsOf(file) }))
  const places = files.flatMap(({ documents }, file) =>
    documents.flatMap((document) => document.objects.map((one) => ({ file, document, ...one }))),
  )
  const objects = places.map(({ object }) => object)
  if (objects.some(holdsSecretValues)) throw new Error('A Secret is left in what becomes templates')
  const replacements = files.map((): (Replacement & { readonly value: string | number })[] => [])
  for (const { name, value, uses } of variablesIn(objects)) {
    for (const use of uses) {
      const place = places[use.object]
      if (place === undefined) continue
      const text = files[place.file]?.file.text ?? ''
      const range = findValue(text, place.document.document.rangeOf([...place.path, ...use.path]).value, value)
      if (range !== undefined) replacements[place.file]?.push({ ...range, variable: name, value })
    }
  }
  const written = files.map(({ file, documents }, index) => writeTemplate(file, documents, replacements[index] ?? []))
  const used = written.flatMap((one) => one.replaced)
  return {
    templates: new Map(written.map(({ text }, index) => [files[index]?.file.template ?? '', text])),
    variables: new Map(used.map(({ variable, value }) => [variable, value])),
    objects,
    secrets,
  }
}

/** A file without the documents, and items of Lists, that are Secrets; none where nothing else is in it. */
function withoutSecrets(file: PlainFile, secrets: KubeObject[]): PlainFile[] {
  const documents = documentsOf(file)
  const found = documents.flatMap(({ objects }) => objects.map(({ object }) => object)).filter(holdsSecretValues)
  if (found.length === 0) return documents.length === 0 ? [] : [file]
  secrets.push(...found)
  const kept = documents.flatMap((document) => {
    const objects = document.objects.map(({ object }) => object).filter((object) => !holdsSecretValues(object))
    if (objects.length < document.objects.length) return objects.map((object) => writeYaml(object))
    return objects.length === 0 ? [] : [textOfDocument(file.text, document)]
  })
  return kept.length === 0 ? [] : [{ ...file, text: kept.join('---\n') }]
}

type Replaced = readonly (Replacement & { readonly value: string | number })[]

interface WrittenTemplate {
  readonly text: string
  readonly replaced: Replaced
}

/** The first form that renders to the same documents: as it is written, with variables or without, else serialized. */
function writeTemplate(
  { name, text }: PlainFile,
  documents: readonly PlainDocument[],
  replaced: Replaced,
): WrittenTemplate {
  const values = documents.map(({ document }) => document.value)
  const serialized = values.map((value) => writeYaml(value)).join('---\n')
  const forms: WrittenTemplate[] = [
    { text: templateText(text, replaced), replaced },
    { text: templateText(text, []), replaced: [] },
    { text: templateText(serialized, []), replaced: [] },
  ]
  // Jinja2 drops a template's last newline, which may be one of a literal block's.
  const candidates = forms.flatMap((form) => [form, { ...form, text: `${form.text}\n` }])
  const good = candidates.find((form) => isDeepStrictEqual(rendered(form), values))
  if (good === undefined) throw new Error(`No template renders to the documents of ${name}`)
  return good
}

/** The documents that a template renders to; undefined where it doesn't. */
function rendered({ text, replaced }: WrittenTemplate): unknown {
  const environment = createEnvironment({
    undefined: 'strict',
    extensions: ['jinja2.ext.do', 'jinja2.ext.loopcontrols', 'kdeploy.ansible'],
  })
  try {
    const variables = Object.fromEntries(replaced.map(({ variable, value }) => [variable, value]))
    const documents = readDocuments(environment.renderString(text, variables), 'rendered')
    return documents.map(({ value }) => value).filter((value) => value !== null)
  } catch {
    return undefined
  }
}
