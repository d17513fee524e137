/**
 * Whoever writes to the folder decides what kdeploy runs. So it is the user's own, in the user's cache folder, and nobody else can
 * write to it; and there is none in a CI job, which seldom sees a folder again, and then one that another branch's job may have
 * written.
 */
const { lstatSync, mkdirSync, statSync } = require('node:fs')
const { isAbsolute, join } = require('node:path')

/**
 * The folder in which Node keeps what V8 compiled of kdeploy, for the next run (nodejs.org, module.enableCompileCache); undefined where
 * nothing is kept, or the user says where. It exists.
 */
function compileCacheFolder(environment) {
  const { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE, CI = '' } = environment
  if (NODE_COMPILE_CACHE || NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE) return undefined
  if (!['', '0', 'false'].includes(CI)) return undefined
  const [base, ...names] = placeIn(environment)
  try {
    // With sudo, HOME may be someone else's: what root makes there, its owner couldn't use.
    if (!isAbsolute(base) || !isOwn(statSync(base))) return undefined
    let folder = base
    for (const name of [...names, 'kdeploy', 'compile-cache']) {
      folder = join(folder, name)
      makeFolder(folder)
    }
    return isPrivate(lstatSync(folder)) ? folder : undefined
  } catch {
    // No home, or none that can be written.
    return undefined
  }
}

/** The user's cache folder, as the system's conventions have it: one that is there, and the names below it. */
function placeIn({ XDG_CACHE_HOME, HOME = '', LOCALAPPDATA = '' }) {
  if (process.platform === 'win32') return [LOCALAPPDATA]
  if (process.platform === 'darwin') return [HOME, 'Library', 'Caches']
  return XDG_CACHE_HOME ? [XDG_CACHE_HOME] : [HOME, '.cache']
}

/** Node's own `recursive` goes round in circles where a file system refuses with ENOENT, as /proc does. */
function makeFolder(path) {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
}

function isPrivate(stats) {
  return stats.isDirectory() && isOwn(stats) && (process.getuid === undefined || (stats.mode & 0o022) === 0)
}

function isOwn({ uid }) {
  return process.getuid === undefined || uid === process.getuid()
}

module.exports = { compileCacheFolder }
