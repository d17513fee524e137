import { expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { showKnownError } from '../../../src/output/terminal/error.ts'
import type { Pen } from '../../../src/output/terminal/screen.ts'

const plain = (text: string) => text
const colour = { red: plain, bold: plain, cyan: plain } as unknown as Pen['colour']

function shown(error: KdeployError): string[] {
  const lines: string[] = []
  showKnownError(error, { colour, redact: plain, safeLine: (text: string) => lines.push(text) } as unknown as Pen, '')
  return lines
}

const problem = (message: string, hint?: string) =>
  new KdeployError({ code: 'file-invalid', category: 'input', message, ...(hint === undefined ? {} : { hint }) })

test('problems that want the same done share one hint', () => {
  const problems = [problem('one', 'mend it'), problem('two', 'mend it'), problem('three', 'else'), problem('four')]
  const error = new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: '4 problems',
    problems,
    hint: 'in all',
  })

  expect(shown(error)).toEqual([
    'error: 4 problems',
    '  error: one',
    '  error: two',
    '  hint: mend it',
    '  error: three',
    '  hint: else',
    '  error: four',
    'hint: in all',
  ])
})
