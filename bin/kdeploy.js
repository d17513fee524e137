#!/usr/bin/env node
// CommonJS (bin/package.json): an ES module here would cost 40 ms at every start.
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { compileCacheFolder } = require('./compile-cache.js')

// From Node 22.8 on.
const folder = enableCompileCache && compileCacheFolder(process.env)
if (folder !== undefined) enableCompileCache(folder)

let run
try {
  run = require(join(__dirname, '..', 'dist', 'main.cjs')).main
} catch (error) {
  console.error(
    `error: kdeploy's bundle can't be loaded: ${error.message}\nhint: in a clone, run "npm ci && npm run build" first`,
  )
  process.exit(70)
}
run()
