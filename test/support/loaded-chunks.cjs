// Preloaded (`node --require`): tells the names of the bundle's chunks that the process loaded, in the file that LOADED_CHUNKS_FILE names.
const { writeFileSync } = require('node:fs')
const { basename } = require('node:path')

process.on('exit', () => {
  const chunks = Object.keys(require.cache).filter((path) => /[\\/]dist[\\/]chunks[\\/]/.test(path))
  writeFileSync(process.env['LOADED_CHUNKS_FILE'], JSON.stringify(chunks.map((path) => basename(path)).sort()))
})
