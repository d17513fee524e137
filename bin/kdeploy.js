#!/usr/bin/env node
// CommonJS (bin/package.json): an ES module here would cost 40 ms at every start.
const { join } = require('node:path')
const { cacheFolder, loadCached } = require('./code-cache.js')

const folder = cacheFolder(process.env, process.argv.slice(2), process.cwd())
let run
try {
  run = loadCached(join(__dirname, '..', 'dist', 'main.cjs'), folder).main
} catch (error) {
  console.error(
    `error: kdeploy's bundle can't be loaded: ${error.message}\nhint: in a clone, run "npm ci && npm run build" first`,
  )
  process.exit(70)
}
run()
