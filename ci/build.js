// Bundles the CLI and the template library into dist/, with the JSON Schemas for editors: one package, no dependency to install.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'
import { createLicenseCollector } from './licenses.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const dist = `${root}/dist`
const licenses = createLicenseCollector()
/** What packages import and kdeploy never uses, by the package: nunjucks compiles and loads nothing, commander starts no program. */
const unused = {
  commander: /^node:child_process$/,
  nunjucks: /^\.\/(src\/)?(compiler|express-app|filters|globals|jinja-compat|loaders|precompile|tests)$/,
}
const leaveOut = {
  name: 'leave-out',
  resolveId(source, importer = '') {
    const [, name] = /node_modules\/(\w+)\/(?!.*node_modules)/.exec(importer) ?? []
    return unused[name]?.test(source) ? `${root}/ci/unused-part.cjs` : null
  },
}
/** Puts the text of a file into the bundle where a module reads it beside itself. */
const inlineTexts = {
  name: 'inline-texts',
  transform(code, id) {
    const read = /readFileSync\(new URL\('(\.\/[^']+)', import\.meta\.url\), 'utf8'\)/g
    if (!read.test(code)) return null
    return code.replace(read, (_, file) => JSON.stringify(readFileSync(join(dirname(id), file), 'utf8')))
  },
}
/** The same for a folder of texts, by file name. */
const inlineFolders = {
  name: 'inline-folders',
  transform(code, id) {
    const read = /\breadTexts\(new URL\('([^']+\/)', import\.meta\.url\)\)/g
    if (!read.test(code)) return null
    return code.replace(read, (_, path) => {
      const folder = join(dirname(id), path)
      const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
      return JSON.stringify(Object.fromEntries(texts))
    })
  },
}
const shared = {
  plugins: [leaveOut, inlineTexts, inlineFolders, licenses.plugin],
  platform: 'node',
  transform: { define: { KDEPLOY_VERSION: JSON.stringify(version) }, target: 'node20.19' },
  logLevel: 'warn',
  resolve: {
    // client-node's own HTTP client is never used; bundled, its parts print a deprecation warning on Node 22.
    alias: { 'node-fetch': `${root}/ci/no-fetch.js` },
  },
}

/**
 * The chunks beside what one command alone needs. Few, as each takes a start a third of a millisecond; and with little in them that a
 * command doesn't need, as that is parsed all the same. Each holds some modules and all that these import statically, but for what
 * an earlier one holds.
 */
const chunks = [
  ['start', 'src/main.ts'],
  ['render', 'src/masking/masking.ts', 'src/output/manifests.ts', 'src/workflow/render.ts'],
  [
    'project',
    'src/cli/session/report.ts',
    'src/findings/of-problem.ts',
    'src/findings/validated.ts',
    'src/manifest/quantity.ts',
    'src/output/findings/text.ts',
    'src/output/profiles.ts',
    'src/output/variables.ts',
    'src/workflow/explain.ts',
    'src/workflow/profiles.ts',
    'src/workflow/validate.ts',
  ],
  ['cluster', 'src/cluster/connect.ts'],
]
const groups = chunks.map(([name, ...roots]) => {
  let modules
  return {
    debugName: name,
    name: (id, context) => {
      modules ??= withImports(roots, context)
      return modules.has(id) ? name : null
    },
  }
})

/** Modules, and those that they import statically, directly or by way of others. */
function withImports(roots, context) {
  const found = new Set(roots.map((file) => join(root, file)))
  for (const id of found) for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

/** One byte a character, in memory and on disk: read in half the time. */
const asciiOnly = {
  name: 'ascii-only',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) chunk.code = escapeNonAscii(chunk.code)
  },
}

/** In texts, regular expressions and comments, which is where they are; a backslash before one says nothing. */
function escapeNonAscii(code) {
  return code.replace(/(\\*)([^\0-\x7f])/g, (_, backslashes, character) => {
    const escaped = `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    return backslashes.slice(backslashes.length % 2) + escaped
  })
}

rmSync(dist, { recursive: true, force: true })
await build({
  ...shared,
  plugins: [...shared.plugins, asciiOnly],
  input: { main: `${root}/src/main.ts` },
  output: {
    dir: dist,
    format: 'cjs',
    // What is CommonJS loads faster by require().
    dynamicImportInCjs: false,
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    codeSplitting: {
      groups: [...groups, { name: 'release', test: /\/src\//, minShareCount: 2 }],
    },
    minify: { compress: true, mangle: false, codegen: false },
  },
})
for (const [format, file] of [
  ['esm', 'jinja.mjs'],
  ['cjs', 'jinja.cjs'],
]) {
  await build({ ...shared, input: `${root}/src/template/library.ts`, output: { file: `${dist}/${file}`, format } })
}
writeFileSync(`${dist}/LICENSES.txt`, licenses.text())
writeFileSync(`${dist}/bundled.json`, `${JSON.stringify(licenses.packages(), undefined, 2)}\n`)
// The shapes are TypeScript, as the sources are that have them.
execFileSync(process.execPath, ['--import', 'tsx', `${root}/ci/schemas.ts`, `${dist}/schema`], {
  cwd: root,
  stdio: 'inherit',
})
// What man shows, made from the definitions of the commands.
const date = new Date(Number(process.env.SOURCE_DATE_EPOCH ?? commitTime() ?? Date.now() / 1000) * 1000)
  .toISOString()
  .slice(0, 10)
execFileSync(process.execPath, ['--import', 'tsx', `${root}/ci/reference.ts`, '--man', `${root}/man`, version, date], {
  cwd: root,
  stdio: 'inherit',
})
if (!process.argv.includes('--no-types')) {
  execFileSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, '-p', `${root}/tsconfig.types.json`], {
    stdio: 'inherit',
  })
  writeCommonJsTypes()
}

/** In seconds, as git knows it: a commit is built to the same bytes at any time. */
function commitTime() {
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
    return execFileSync('git', ['log', '-1', '--format=%ct'], options).trim() || undefined
  } catch {
    return undefined
  }
}

/** To who requires it, TypeScript shows an ES module's types only where the import says so: the same exports, of a CommonJS module. */
function writeCommonJsTypes() {
  const text = readFileSync(`${dist}/types/template/library.d.ts`, 'utf8')
  const names = (pattern) =>
    [...text.matchAll(pattern)].flatMap(([, list]) => list.split(',').map((name) => name.trim()))
  const types = [...names(/^export type \{ (.*) \} from/gm), ...names(/^export interface (\w+)/gm)]
  const values = [...names(/^export \{ (.*) \} from/gm), ...names(/^export declare function (\w+)/gm)]
  const classes = values.filter((name) => /^[A-Z]/.test(name))
  const origin = "from './template/library.d.ts' with { 'resolution-mode': 'import' }"
  const lines = [
    `import type * as library ${origin}`,
    `export type { ${types.join(', ')} } ${origin}`,
    ...values.map((name) => `export declare const ${name}: typeof library.${name}`),
    ...classes.map((name) => `export type ${name} = library.${name}`),
  ]
  writeFileSync(`${dist}/types/jinja.d.cts`, `${lines.join('\n')}\n`)
}
