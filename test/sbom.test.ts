import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { repository } from './support/projects/project.ts'

const read = (...path: string[]) => JSON.parse(readFileSync(join(repository, ...path), 'utf8'))

interface Component {
  readonly type: string
  readonly name: string
  readonly group?: string
  readonly version: string
  readonly purl: string
  readonly licenses: readonly object[]
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}
interface Bill {
  readonly serialNumber: string
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
}

const { sbomText } = (await import(join(repository, 'ci/binary/sbom.js'))) as {
  sbomText(root: string, runtime?: object): string
}
const runtime = { package: '@oven/bun-linux-x64', version: '1.4.5', integrity: 'sha512-AAAA' }
const bill = (of?: object): Bill => JSON.parse(sbomText(repository, of))

/** By CycloneDX's own schema, which its library brings. */
function problemsOf(document: unknown): unknown {
  const schemas = 'node_modules/@cyclonedx/cyclonedx-library/res/schema'
  const ajv = new Ajv({ strict: false, validateFormats: false })
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const file = `${name}.SNAPSHOT.schema.json`
    ajv.addSchema({ ...read(schemas, file), $id: `http://cyclonedx.org/schema/${file}` })
  }
  const validate = ajv.compile(read(schemas, 'bom-1.6.SNAPSHOT.schema.json'))
  return validate(document) ? [] : validate.errors
}

describe('the bill of materials', () => {
  test('is CycloneDX by its schema, of the package and of a binary', () => {
    expect(problemsOf(bill())).toEqual([])
    expect(problemsOf(bill(runtime))).toEqual([])
    expect(problemsOf({ ...bill(), components: [{ name: 'nothing else' }] })).not.toEqual([])
  })

  test('names each package whose licence is told, with its version and the hash of the lock file', () => {
    const { components } = bill()
    const told = [...readFileSync(join(repository, 'dist/LICENSES.txt'), 'utf8').matchAll(/^(\S+) (\d\S*) \(/gm)]
    const named = components.filter(({ type }) => type === 'library')
    expect(named.map(({ group, name, version }) => [[group, name].filter(Boolean).join('/'), version])).toEqual(
      expect.arrayContaining(told.map(([, name, version]) => [name, version])),
    )
    expect(named).toHaveLength(told.length)
    const { integrity } = read('package-lock.json').packages['node_modules/commander']
    const commander = components.find(({ name }) => name === 'commander')
    expect(commander).toMatchObject({
      purl: `pkg:npm/commander@${commander?.version}`,
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }],
    })
    expect(named.filter(({ hashes }) => hashes === undefined)).toEqual([])
  })

  test('of a binary also has the runtime, and kdeploy depends on all of it', () => {
    const { components, dependencies } = bill(runtime)
    expect(components.filter(({ type }) => type === 'platform')).toMatchObject([
      { purl: 'pkg:npm/%40oven/bun-linux-x64@1.4.5', licenses: [{ expression: 'MIT AND LGPL-2.1-or-later' }] },
    ])
    const own = dependencies.find(({ ref }) => ref.startsWith('pkg:npm/kdeploy@'))
    expect(own?.dependsOn?.toSorted()).toEqual(components.map(({ purl }) => purl).toSorted())
  })

  test('is the same for the same bundle, and another for another', () => {
    expect(sbomText(repository)).toBe(sbomText(repository))
    expect(bill().serialNumber).not.toBe(bill(runtime).serialNumber)
  })
})
