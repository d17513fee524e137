// `npm run bench`: builds, then runs every benchmark of bench/ (or those named). Figures are ratios of one run: absolute times drift.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { binary, installDependencies, root, run } from './install.js'

installDependencies()
run(process.execPath, [join(root, 'ci', 'build.js'), '--no-types'])
const named = process.argv.slice(2)
for (const file of readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .sort()) {
  if (named.length > 0 && !named.some((name) => file.startsWith(name))) continue
  console.log(`\n== ${file}`)
  run(binary('tsx'), [join(root, 'bench', file)])
}
