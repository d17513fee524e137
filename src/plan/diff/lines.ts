import type { Json } from '../../manifest/types.ts'
import { writeYaml } from '../../yaml/write.ts'
import type { ComparedField } from './compare.ts'
import { allLines, textHunks } from './text-hunks.ts'
import type { DiffLine } from './types.ts'

/** Stands where a text ends without a newline, if that differs. */
const noNewline = '\\ no newline at the end'

/** A part of a field's change: what it is shown in, and as which lines. */
export interface FieldLines {
  /** The list or map that the field is in; the field itself where the lines are parts of it. */
  readonly path: string
  readonly lines: readonly DiffLine[]
  /** Of a long text: the first line that comes, from 0, in the new one; the one after those that go where none comes. */
  readonly textLine?: number | undefined
}

/** A changed field as lines: YAML of what goes and of what comes; of a long text, or of a list, the parts that differ. */
export function linesOf(field: ComparedField): FieldLines[] {
  const { action, path, parent = '', key, before, after } = field
  if (action === 'order') return [{ path: `${path} (order)`, lines: listLines(before, after) }]
  if (isText(before) && isText(after) && `${before}${after}`.includes('\n'))
    return diffTexts(textLines(before), textLines(after)).map((part) => ({ path, ...part }))
  if (Array.isArray(before) && Array.isArray(after) && before.length > 0 && after.length > 0)
    return [{ path, lines: listLines(before, after) }]
  const inPlace = (value: Json | undefined): Json | undefined => {
    if (value === undefined || path === '') return value
    return key === undefined ? [value] : { [key]: value }
  }
  return [{ path: parent, lines: [...marked('removed', inPlace(before)), ...marked('added', inPlace(after))] }]
}

function marked(kind: DiffLine['kind'], value: Json | undefined): DiffLine[] {
  return value === undefined ? [] : allLines(kind, writeYaml(value))
}

function listLines(before: Json | undefined, after: Json | undefined): DiffLine[] {
  const asLines = (list: Json | undefined) => (Array.isArray(list) && list.length > 0 ? `${writeYaml(list)}` : '')
  const parts = diffTexts(asLines(before), asLines(after))
  // What stands between two such places is left out.
  return parts.flatMap(({ lines }, index) =>
    index === 0 ? lines : [{ kind: 'context' as const, text: '…' }, ...lines],
  )
}

function textLines(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n${noNewline}\n`
}

/** The places in which two texts differ, each with some lines around it. */
function diffTexts(before: string, after: string): Omit<FieldLines, 'path'>[] {
  const hunks = textHunks(before, after)
  if (hunks === undefined) return [{ lines: [...allLines('removed', before), ...allLines('added', after)] }]
  return hunks.map(({ lines, newStart }) => {
    const added = lines.findIndex(({ kind }) => kind === 'added')
    const upTo = added < 0 ? lines.findIndex(({ kind }) => kind === 'removed') : added
    const passed = lines.slice(0, upTo).filter(({ kind }) => kind === 'context').length
    return { lines, textLine: Math.max(0, newStart - 1) + passed }
  })
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string'
}
