// Writes what is made from the definitions of the commands: docs/reference/commands.md, or with --man FOLDER VERSION DATE the pages of man.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDefinitions } from './reference/definitions.ts'
import { manPages } from './reference/man.ts'
import { commandsPage } from './reference/markdown.ts'

const [option, folder, version, date] = process.argv.slice(2)
if (option === undefined) {
  const page = fileURLToPath(new URL('../docs/reference/commands.md', import.meta.url))
  writeFileSync(page, commandsPage(readDefinitions()))
} else if (option === '--man' && folder !== undefined && version !== undefined && date !== undefined) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of manPages(readDefinitions(), { version, date })) writeFileSync(join(folder, name), text)
} else throw new Error('usage: reference.ts [--man FOLDER VERSION DATE]')
