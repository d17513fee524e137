/**
 * Loads the bundle with the code that V8 compiled in an earlier run of the same command: compiling is half of what a start costs.
 * Node's own compile cache (module.enableCompileCache) would keep only what is compiled before anything runs, and V8 compiles a
 * function when it is first called; and Node 20 has none.
 *
 * Whoever writes to the cache decides what runs. So it is in the user's own cache folder, and only files are taken that this user
 * alone can read and write; V8 takes any code for a source of the right length, so each file holds checksums of both.
 */
const { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } =
  require('node:fs')
const { basename, dirname, isAbsolute, join, relative } = require('node:path')
const { Script } = require('node:vm')
const { crc32 } = require('node:zlib')

/** Bytes of a source below which its code isn't worth a file. */
const smallest = 30_000

/** Bytes: the form of the file, the checksum of the source, that of the code. */
const headerLength = 12
const form = 1

/** What a chunk is a function of. */
const head = '(function (exports, require, module) { '

/** The exports of a CommonJS file of ASCII text, whose relative imports are such files too. */
function loadCached(file, folder) {
  const modules = new Map()
  const cache = { folder, compiled: [], isTaken: false }
  const load = (path) => {
    const known = modules.get(path)
    if (known !== undefined) return known.exports
    const module = { exports: {} }
    modules.set(path, module)
    const script = compile(path, cache)
    const requireFrom = (id) => (id.startsWith('.') ? load(join(dirname(path), id)) : require(id))
    script.runInThisContext().call(module.exports, module.exports, requireFrom, module)
    return module.exports
  }
  // Once all has run: what V8 compiled until then is what the next run needs.
  if (folder !== undefined) process.on('exit', (code) => isUsual(code) && save(cache))
  return load(file)
}

/** Whether a command did what it is for: not a wrong command line, a bug or a signal. */
function isUsual(code) {
  return code !== 2 && code < 70
}

function compile(path, cache) {
  const { folder } = cache
  const source = readFileSync(path)
  const isWorthIt = folder !== undefined && source.length >= smallest
  const checksum = isWorthIt ? crc32(source) : 0
  const cachedData = isWorthIt ? readCode(join(folder, basename(path)), checksum) : undefined
  const text = `${head}${source.latin1Slice()}\n})`
  const script = new Script(text, { filename: path, columnOffset: -head.length, cachedData })
  const isTaken = cachedData !== undefined && !script.cachedDataRejected
  // Refused after another was taken: V8's flags have changed since (src/main.ts), and the next run can take it.
  const isOutdated = cachedData === undefined || !(isTaken || cache.isTaken)
  if (isWorthIt && isOutdated) cache.compiled.push({ path, checksum, script })
  cache.isTaken ||= isTaken
  return script
}

/** The code of a source; undefined where there is none that this user alone could have written. */
function readCode(file, checksum) {
  let bytes
  try {
    const descriptor = openSync(file, 'r')
    try {
      if (isPrivate(fstatSync(descriptor))) bytes = readFileSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
  if (bytes === undefined || bytes.length <= headerLength) return undefined
  const code = bytes.subarray(headerLength)
  const isIntact =
    bytes.readUInt32LE(0) === form && bytes.readUInt32LE(4) === checksum && bytes.readUInt32LE(8) === crc32(code)
  return isIntact ? code : undefined
}

function isPrivate(stats) {
  return process.getuid === undefined || (stats.isFile() && isOwn(stats) && (stats.mode & 0o077) === 0)
}

function isOwn({ uid }) {
  return process.getuid === undefined || uid === process.getuid()
}

/** Each file appears as a whole. A cache that can't be written is none: nothing depends on it. */
function save({ compiled, folder }) {
  for (const { path, checksum, script } of compiled) {
    const file = join(folder, basename(path))
    const draft = `${file}.${process.pid}`
    try {
      const code = script.createCachedData()
      const header = Buffer.alloc(headerLength)
      for (const [index, number] of [form, checksum, crc32(code)].entries()) header.writeUInt32LE(number, 4 * index)
      makeFolder(folder)
      writeFileSync(draft, Buffer.concat([header, code]), { flag: 'wx', mode: 0o600 })
      renameSync(draft, file)
    } catch {
      discard(draft)
      return
    }
  }
}

function discard(file) {
  try {
    unlinkSync(file)
  } catch {
    // It was never written, or can't be touched any more.
  }
}

/** With those above it. Node's own `recursive` goes round in circles where a file system refuses with ENOENT, as /proc does. */
function makeFolder(path) {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (error.code === 'EEXIST') return
    if (error.code !== 'ENOENT') throw error
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/**
 * Where the code of a command is kept; undefined where it isn't: NODE_DISABLE_COMPILE_CACHE says so, there is no cache folder of
 * this user's own, it is in the working folder, where others' files may come from a repository, or in a CI job, which seldom sees a
 * folder again, and then one that another branch's job may have written.
 */
function cacheFolder(environment, words, workingFolder) {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, NODE_V8_COVERAGE, CI = '' } = environment
  if (NODE_DISABLE_COMPILE_CACHE || NODE_V8_COVERAGE) return undefined
  if (!NODE_COMPILE_CACHE && !['', '0', 'false'].includes(CI)) return undefined
  const folder = NODE_COMPILE_CACHE ? join(NODE_COMPILE_CACHE, 'kdeploy') : userFolder(environment)
  if (folder === undefined || !isAbsolute(folder) || isWithin(folder, workingFolder)) return undefined
  const command = words.find((word) => /^[a-z]+$/.test(word)) ?? 'kdeploy'
  return join(folder, `${process.version}-${process.arch}`, command)
}

/** Below the user's own cache folder, as the system's conventions have it. */
function userFolder({ XDG_CACHE_HOME, HOME, LOCALAPPDATA }) {
  const [base, ...rest] =
    {
      win32: [LOCALAPPDATA],
      darwin: [HOME, 'Library', 'Caches'],
    }[process.platform] ?? (XDG_CACHE_HOME ? [XDG_CACHE_HOME] : [HOME, '.cache'])
  return base && isOwnFolder(base) ? join(base, ...rest, 'kdeploy', 'compile-cache') : undefined
}

/** With sudo, HOME may be someone else's: what root makes there, its owner couldn't use. */
function isOwnFolder(path) {
  try {
    return isAbsolute(path) && isOwn(statSync(path))
  } catch {
    return false
  }
}

function isWithin(path, folder) {
  const way = relative(folder, path)
  return !way.startsWith('..') && !isAbsolute(way)
}

module.exports = { cacheFolder, loadCached }
