import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEnvironment } from '../../src/template/library.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { goldens, readConfigurations } from '../support/library/configurations.ts'
import { repository } from '../support/projects/project.ts'

const loader = (name: string) => readFileSync(join(repository, 'templates', name), 'utf8')
const objectsIn = (text: string) => readDocuments(text, 'rendered').map(({ value }) => value)

describe.each(readConfigurations())('$template, $name', ({ template, name, variables }) => {
  const golden = readFileSync(join(goldens, name, template), 'utf8')

  test('renders byte for byte as Jinja2', () => {
    const environment = createEnvironment({ undefined: 'strict', extensions: ['kdeploy.ansible'], loader })

    expect(environment.render(template, variables)).toBe(golden)
  })

  test.each([
    [true, true],
    [true, false],
    [false, true],
  ])('makes the same objects where a project sets trim_blocks %s and lstrip_blocks %s', (trim, lstrip) => {
    const options = { trim_blocks: trim, lstrip_blocks: lstrip, extensions: ['kdeploy.ansible'], loader }

    const text = createEnvironment({ undefined: 'strict', ...options }).render(template, variables)

    expect(objectsIn(text)).toEqual(objectsIn(golden))
  })
})
