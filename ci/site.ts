// `npm run docs`: builds the site of docs/ into ci/site/dist; `npm run docs:dev` serves it, and shows what changes. Installs VitePress first.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './install.js'
import { besideDocs, repository } from './site/.vitepress/pages.ts'

const site = join(repository, 'ci/site')
const [command = 'build', ...rest] = process.argv.slice(2)

/** `npm ci` in ci/site/, unless it was done for exactly this lock file. */
function installSite(): void {
  const lock = readFileSync(join(site, 'package-lock.json'), 'utf8')
  const mark = join(site, 'node_modules', '.installed-lock')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: site })
  writeFileSync(mark, lock)
}

/** VitePress finds its packages from the pages on, so that it is given a copy of them below its own folder. */
function copyPages(): void {
  const pages = join(site, 'pages')
  rmSync(pages, { recursive: true, force: true })
  cpSync(join(repository, 'docs'), pages, { recursive: true })
  for (const page of besideDocs) cpSync(join(repository, page), join(pages, page))
}

installSite()
copyPages()
if (command === 'dev')
  watch(join(repository, 'docs'), { recursive: true }, (_, name) => {
    const from = join(repository, 'docs', String(name))
    if (name !== null && existsSync(from)) cpSync(from, join(site, 'pages', name), { recursive: true })
  })
const program = join(site, 'node_modules', 'vitepress', 'bin', 'vitepress.js')
const child = spawn(process.execPath, [program, command, ...rest], { cwd: site, stdio: 'inherit' })
child.on('exit', (code) => {
  if (code === 0 && command === 'build') console.log(`the site is in ${join(site, 'dist')}; npm run docs:dev serves it`)
  process.exit(code ?? 1)
})
