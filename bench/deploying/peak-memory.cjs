// Preloaded (`node --require`): tells the process's peak memory in MB at its end, in the file that PEAK_MEMORY_FILE names.
const { writeFileSync } = require('node:fs')

process.on('exit', () => {
  writeFileSync(process.env['PEAK_MEMORY_FILE'], String(process.resourceUsage().maxRSS / 1024))
})
