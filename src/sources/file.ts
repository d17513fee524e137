import * as z from 'zod/mini'
import { nonEmptyText, sourceFields } from '../profile/shapes.ts'
import { fileText } from '../project/files/read-file.ts'
import { base64Of, formatShape, parseVariables, sourceFormatOf } from './parse.ts'
import type { Source } from './source.ts'

const shape = z.strictObject({ file: nonEmptyText, format: z.optional(formatShape), ...sourceFields })

/**
 * A YAML, JSON or dotenv file; a relative path starts at the project's folder. Strings of YAML and JSON may be
 * templates, as those of a profile file, unless the source is marked sensitive; all else is literal.
 */
export const fileSource: Source<z.infer<typeof shape>> = {
  type: 'file',
  shape,
  reads: 'project',
  read({ options, placeOf }, render, world) {
    const path = render(options.file, ['file'])
    const format = options.format ?? sourceFormatOf(path, placeOf(['file']))
    const bytes = world.readBytes(path, placeOf(['file']), options.sensitive === true)
    if (bytes === undefined) return { absent: `the file ${path}` }
    const name = world.nameOf(path)
    if (format === 'binary') return { values: base64Of(bytes), label: name, placeOf: () => ({ file: name }) }
    const hint = format === 'text' ? 'set `format: binary` on the source to get it as base64' : undefined
    const text = fileText(bytes, name, hint)
    const parsed = parseVariables(text, format, name, { file: name }, options.sensitive === true)
    return {
      values: parsed.values,
      label: name,
      isFloat: parsed.isFloat,
      placeOf: (field) => ({ file: name, ...parsed.placeOf(field) }),
      template: (format === 'yaml' || format === 'json') && options.sensitive !== true,
    }
  },
}
