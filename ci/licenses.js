// The licences of everything that the bundle holds, as their terms ask for it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

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
      [...packages.keys()]
        .sort(byName)
        .map(describePackage)
        .join(`\n${'-'.repeat(80)}\n\n`),
  }
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
