// `npm run binary`: kdeploy as one file that needs no Node, in dist/binary. For this platform, or for those that are named:
// `npm run binary -- linux-arm64 darwin-arm64`; the names are in binary/runtimes.js. It holds the bundle as it is in dist/.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { licensesOfBinary } from './binary/licenses.js'
import { installRuntime, run, runtimes, thisPlatform, version } from './binary/runtimes.js'
import { sbomText } from './binary/sbom.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const given = process.argv.slice(2)
const platforms = given.length === 0 ? [thisPlatform] : given
for (const platform of platforms) {
  if (!Object.hasOwn(runtimes, platform)) {
    console.error(`There is no runtime for ${platform}: ${Object.keys(runtimes).join(', ')}`)
    process.exit(2)
  }
}

const folder = join(root, 'dist', 'binary')
mkdirSync(folder, { recursive: true })
const licenses = licensesOfBinary(root)
writeFileSync(join(folder, 'LICENSES.txt'), licenses)
const source = join(folder, 'source')
mkdirSync(source, { recursive: true })
writeFileSync(join(source, 'licenses.json'), JSON.stringify(licenses))
writeFileSync(
  join(source, 'kdeploy.cjs'),
  `if (process.argv.length === 3 && process.argv[2] === '--licenses') {
  process.stdout.on('error', () => {})
  process.stdout.write(require('./licenses.json'))
} else require('../../main.cjs').main()
`,
)
const bun = installRuntime(thisPlatform)
for (const platform of platforms) {
  const file = join(folder, fileOf(platform))
  const options = [
    '--compile',
    '--bytecode',
    '--minify-whitespace',
    // A checkout's own files may not say what runs.
    ...['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((name) => `--no-compile-autoload-${name}`),
    `--target=bun-${platform}-v${version}`,
    `--compile-executable-path=${installRuntime(platform)}`,
  ]
  run(bun, ['build', ...options, 'kdeploy.cjs', '--outfile', file], source)
  const { package: name, integrity } = runtimes[platform]
  writeFileSync(join(folder, `kdeploy-${platform}.cdx.json`), sbomText(root, { package: name, integrity, version }))
}
rmSync(source, { recursive: true })
writeSums()

/** What is in the folder, as sha256sum(1) checks it. */
function writeSums() {
  const sums = readdirSync(folder)
    .filter((name) => name !== 'SHA256SUMS')
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex')}  ${name}\n`,
    )
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''))
}

function fileOf(platform) {
  return `kdeploy-${platform}${platform.startsWith('windows') ? '.exe' : ''}`
}
