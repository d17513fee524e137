#!/usr/bin/env node
// CommonJS (bin/package.json): an ES module here would cost 40 ms at every start.
const { join } = require('node:path')
const { setFlagsFromString } = require('node:v8')

// By itself V8 lets the heap of a large deploy grow to about twice what it holds. A V8 that doesn't know the flag would say so on
// stderr at every start: only where it was tried.
if (Number.parseInt(process.versions.node, 10) <= 25) setFlagsFromString('--heap-growing-percent=40')

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
