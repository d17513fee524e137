// Preloaded by tests that limit memory: writes the process's peak, in KiB, to a file as it ends.
const { writeFileSync } = require('node:fs')

process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)))
