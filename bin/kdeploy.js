#!/usr/bin/env node
let run
try {
  run = (await import('../dist/main.cjs')).main
} catch (error) {
  console.error(
    `error: kdeploy's bundle can't be loaded: ${error.message}\nhint: in a clone, run "npm ci && npm run build" first`,
  )
  process.exit(70)
}
await run()
