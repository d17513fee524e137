// The licences of everything that the bundle holds, as their terms ask for it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * A rolldown plugin that remembers the packages of all bundled modules. `text()` lists them with their licences; `packages()` are they
 * themselves: name, version, license, and their path, as package-lock.json has it.
 */
export function createLicenseCollector() {
  const folders = new Set()
  const sorted = () => [...folders].sort(byName)
  return {
    plugin: {
      name: 'licenses',
      generateBundle() {
        for (const id of this.getModuleIds()) {
          const [, folder] = /^\0?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? []
          if (folder !== undefined && existsSync(join(folder, 'package.json'))) folders.add(folder)
        }
      },
    },
    text: () => [...sorted().map(describePackage), describeSchemas()].join(separator),
    packages: () => sorted().map((folder) => ({ ...facts(folder), path: pathOf(folder) })),
  }
}

/** Between two licences. */
export const separator = `\n${'-'.repeat(80)}\n\n`

/** What isn't a package: src/schemas/data, under the licence of Kubernetes, which its JavaScript client has, too. */
function describeSchemas() {
  const text = readFileSync(join(root, 'node_modules/@kubernetes/client-node/LICENSE'), 'utf8')
  const origin = 'Made from the OpenAPI documents and the Go types of Kubernetes. Copyright The Kubernetes Authors.'
  return `Schemas of Kubernetes' API (Apache-2.0)\n\n${origin}\n\n${text}`
}

function byName(a, b) {
  return a.split('node_modules/').at(-1).localeCompare(b.split('node_modules/').at(-1))
}

/** From its first node_modules on: that may itself be a link. */
function pathOf(folder) {
  const path = relative(root, folder)
  return path.slice(path.indexOf('node_modules'))
}

function facts(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { name, version, license }
}

function describePackage(folder) {
  const { name, version, license } = facts(folder)
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const text =
    file === undefined ? 'No licence text comes with the package.\n' : readFileSync(join(folder, file), 'utf8')
  return `${name} ${version} (${license})\n\n${text}`
}
