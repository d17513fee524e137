import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../projects/project.ts'

interface Field {
  readonly type: string
  readonly isList: boolean
  readonly optional: boolean
}

type Fields = ReadonlyMap<string, Field>

/** docs/reference/output.md, read as a schema: the tables of fields by the heading above them, and the examples. */
export function readDocumentation(): { fields: ReadonlyMap<string, Fields>; examples: readonly object[] } {
  const text = readFileSync(join(repository, 'docs/reference/output.md'), 'utf8')
  const fields = new Map<string, Fields>()
  for (const section of text.split(/^#+ /m).slice(1)) {
    const title = /^`?([^`\n]+)`?/.exec(section)?.[1] ?? ''
    const rows = [...section.matchAll(/^\| `(\w+)` \| (list of )?(\w+)(, optional)? \|/gm)]
    if (rows.length === 0) continue
    fields.set(
      title,
      new Map(
        rows.map(([, name = '', list, type = '', optional]) => [
          name,
          { type, isList: list !== undefined, optional: optional !== undefined },
        ]),
      ),
    )
  }
  const examples = [...text.matchAll(/^```json\n(.*?)\n```$/gms)].map(([, json = '']) => JSON.parse(json) as object)
  return { fields, examples }
}

const documentation = readDocumentation()

/** What is wrong with an event by the documentation: unknown, missing or mistyped fields; none where it is as documented. */
export function contradictions(event: object): string[] {
  const type = String((event as { type?: unknown }).type)
  const common = documentation.fields.get('Events: ')
  const own = documentation.fields.get(type)
  if (common === undefined || own === undefined) return [`the event ${type} isn't documented`]
  return check(event, new Map([...common, ...own]), type)
}

/** The same for a whole document, by its heading: `history -o json`. */
export function documentContradictions(document: object, title: string): string[] {
  const fields = documentation.fields.get(title)
  return fields === undefined ? [`${title} isn't documented`] : check(document, fields, title)
}

function check(value: unknown, fields: Fields, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [`${path} is no object`]
  const present = Object.entries(value)
  const unknown = present.filter(([name]) => !fields.has(name)).map(([name]) => `${path}.${name} isn't documented`)
  const names = new Set(present.map(([name]) => name))
  const missing = [...fields]
    .filter(([name, { optional }]) => !optional && !names.has(name))
    .map(([name]) => `${path}.${name} is missing`)
  const wrong = present.flatMap(([name, item]) => {
    const field = fields.get(name)
    return field === undefined ? [] : checkField(item, field, `${path}.${name}`)
  })
  return [...unknown, ...missing, ...wrong]
}

function checkField(value: unknown, field: Field, path: string): string[] {
  if (field.isList) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((item, index) => checkField(item, { ...field, isList: false }, `${path}[${index}]`))
  }
  const part = documentation.fields.get(field.type)
  if (part !== undefined) return check(value, part, path)
  if (field.type === 'any') return value === undefined ? [`${path} is no value`] : []
  return typeof value === field.type ? [] : [`${path} is no ${field.type}`]
}

/** Each line of JSON Lines; throws where one is none. */
export function parseEvents(stdout: string): { type: string; [field: string]: unknown }[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
