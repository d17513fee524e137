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

test('one mistake of many objects is told once, with the first of them', () => {
  const at = { file: 'templates/_service.yaml.j2', line: 2 }
  const problems = Array.from({ length: 10 }, (_, index) => {
    const about = { kind: 'Deployment', namespace: 'shop', name: `web-${index}` }
    const message = `Deployment shop/web-${index}: bad`
    return new KdeployError({ code: 'manifest-invalid', category: 'input', message, place: at, about, hint: 'mend it' })
  })

  expect(
    shown(new KdeployError({ code: 'manifest-invalid', category: 'input', message: '10 problems', problems })),
  ).toEqual([
    'error: 10 problems',
    '  error: templates/_service.yaml.j2:2: Deployment shop/web-0: bad',
    '    10 times: Deployment shop/web-0, web-1, web-2, web-3, web-4, web-5, web-6, web-7 and 2 more',
    '  hint: mend it',
  ])
})
