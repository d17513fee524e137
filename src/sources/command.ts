import * as z from 'zod/mini'
import { parseDuration } from '../duration.ts'
import { KdeployError } from '../errors.ts'
import { nonEmptyText, sourceFields } from '../profile/shapes.ts'
import { withoutMark } from '../project/files/utf8.ts'
import { shorten } from '../shorten.ts'
import { outputText, runProcess } from './child-process.ts'
import { base64Of, formatShape, parseVariables } from './parse.ts'
import type { Source } from './source.ts'

const defaultTimeout = 30_000

/** Milliseconds; a timer of Node takes 24.8 days at most, and counts more as nothing. */
const maxTimeout = 24 * 24 * 3_600_000

const shape = z.strictObject({
  command: z.array(z.string()).check(z.minLength(1)),
  /** A duration such as 10s or 1m. Default 30s. */
  timeout: z.optional(z.union([nonEmptyText, z.number().check(z.positive())])),
  format: z.optional(formatShape),
  ...sourceFields,
})

/**
 * What a command prints: in the format that `format` says, and without it JSON if it is a JSON map, else text. A text is
 * without its last newline; it needs `as`, as the base64 of what is binary does.
 */
export const commandSource: Source<z.infer<typeof shape>> = {
  type: 'command',
  shape,
  reads: 'outside',
  runsProgram: true,
  // Everybody on a machine may read the arguments of its processes.
  fieldHint:
    "every user of this machine can see a command's arguments; let the command read the secret from its environment (the same as kdeploy's) or from a file",
  async read({ options, place, placeOf }, render, world) {
    const argv = options.command.map((argument, index) => render(argument, ['command', index]))
    const [file, ...args] = argv
    if (file === undefined || file === '') {
      throw new KdeployError({ code: 'source-failed', category: 'input', message: 'the command is empty', place })
    }
    if (argv.some((word) => word.includes('\0'))) {
      const message = "an argument of the command contains U+0000, which can't be passed to a program"
      throw new KdeployError({ code: 'source-failed', category: 'input', message, place: placeOf(['command']) })
    }
    const label = `command ${shorten(argv.join(' '), { most: 60 })}`
    const milliseconds = options.timeout === undefined ? defaultTimeout : parseTimeout(options.timeout)
    if (milliseconds === undefined) {
      throw new KdeployError({
        code: 'file-invalid',
        category: 'input',
        message: `the timeout ${JSON.stringify(options.timeout)} is not a duration`,
        place: placeOf(['timeout']),
        hint: 'write it like 10s, 500ms or 2m',
      })
    }
    const { folder, environment, signal } = world
    const sensitive = options.sensitive === true
    const process = { folder, environment, milliseconds, signal, place, label, sensitive }
    const output = await runProcess({ argv: [file, ...args], ...process })
    if (options.format === 'binary') return { values: base64Of(output), label }
    const printed = outputText(output, process, 'set `format: binary` on the source to get it as base64')
    const format = options.format ?? (isJsonMap(withoutMark(printed)) ? 'json' : 'text')
    const text = format === 'text' ? printed.replace(/\r?\n$/, '') : printed
    const { values, isFloat } = parseVariables(text, format, `the output of ${label}`, place, sensitive)
    return { values, isFloat, label }
  },
}

function isJsonMap(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** In milliseconds, maxTimeout at most; a number without a unit means seconds. */
function parseTimeout(timeout: string | number): number | undefined {
  const text = String(timeout)
  const milliseconds = parseDuration(/^\d+(?:\.\d+)?$/.test(text) ? `${text}s` : text)
  return milliseconds === undefined || milliseconds === 0 ? undefined : Math.min(milliseconds, maxTimeout)
}
