// The licences of everything that the bundle holds, as their terms ask for it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A rolldown plugin that remembers the packages of all bundled modules; `text()` lists them with their licences. */
export function createLicenseCollector() {
  const packages = new Map()
  return {
    plugin: {
      name: 'licenses',
      generateBundle() {
        for (const id of this.getModuleIds()) {
          const [, folder] = /^\0?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? []
          if (folder !== undefined && existsSync(join(folder, 'package.json'))) packages.set(folder, undefined)
        }
      },
    },
    text: () =>
      [...[...packages.keys()].sort(byName).map(describePackage), describeSchemas()].join(`\n${'-'.repeat(80)}\n\n`),
  }
}

/** What isn't a package: src/schemas/data, under the licence of Kubernetes, which its JavaScript client has, too. */
function describeSchemas() {
  const text = readFileSync(join(root, 'node_modules/@kubernetes/client-node/LICENSE'), 'utf8')
  const origin = 'Made from the OpenAPI documents and the Go types of Kubernetes. Copyright The Kubernetes Authors.'
  return `Schemas of Kubernetes' API (Apache-2.0)\n\n${origin}\n\n${text}`
}

function byName(a, b) {
  return a.split('node_modules/').at(-1).localeCompare(b.split('node_modules/').at(-1))
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const text =
    file === undefined ? 'No licence text comes with the package.\n' : readFileSync(join(folder, file), 'utf8')
  return `${name} ${version} (${license})\n\n${text}`
}
