// `npm run lint:rooms`: writes biome.rooms.json, the linter's rules of imports, from the table of rooms (rooms.ts).
import { readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { allowancesOf, packages, rooms } from './rooms.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The rules as the text of the file: one override a room, a line each. */
export function lintRules(): string {
  const overrides = [leafRule(), ...Object.keys(rooms).map(roomRule)].map(
    (override) => `    ${JSON.stringify(override)}`,
  )
  return `{\n  "overrides": [\n${overrides.join(',\n')}\n  ]\n}\n`
}

function roomRule(room: string): object {
  const allowed = allowancesOf(room)
  const isOne = room.endsWith('/**')
  const folder = isOne ? room.slice(0, -3) : room
  const up = '../'.repeat(folder.split('/').length)
  if (isOne) return rule(`src/${room}`, above(folder), `src/${folder}`, allowed)
  const patterns = allowed.map((allowance) => {
    if (allowance.endsWith('.ts')) return `!${up}${allowance}`
    const inner = allowance.endsWith('/**')
    const [target, tail] = inner ? [allowance.slice(0, -3), '/**'] : [allowance, '/*.ts']
    const path = relative(folder, target)
    return `!${path === '' ? '.' : path.startsWith('.') ? path : `./${path}`}${tail}`
  })
  return rule(
    `src/${folder}/*`,
    ['../**', './*/**', `!${up}*.ts`, `${up}main.ts`, ...patterns],
    `src/${folder}`,
    allowed,
  )
}

/** A room with inner rooms reaches what is beside it in as many ways as it is deep, and may import leaves alone. */
function above(folder: string): string[] {
  const beside = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== folder)
    .map(({ name }) => `**/../${name}/**`)
  return ['**/main.ts', ...beside]
}

function leafRule(): object {
  return {
    includes: ['src/*.ts', '!src/main.ts'],
    linter: restricted([
      {
        group: ['./*/**', './main.ts'],
        message: 'A file right in src imports others of its kind alone: see ci/rooms.ts.',
      },
    ]),
  }
}

function rule(includes: string, group: readonly string[], folder: string, allowed: readonly string[]): object {
  const message = `${folder} may import ${['the files right in src', ...allowed].join(', ')}: see ci/rooms.ts.`
  return { includes: [includes], linter: restricted([{ group, message }], folder.slice('src/'.length)) }
}

function restricted(patterns: readonly object[], folder = ''): object {
  const paths = Object.entries(packages)
    .filter(([, room]) => !`${folder}/`.startsWith(`${room.slice(0, -3)}/`))
    .map(([name, room]) => [name, { message: `Only src/${room.slice(0, -3)} imports ${name}.` }])
  const options = { paths: Object.fromEntries(paths), patterns }
  return { rules: { style: { noRestrictedImports: { level: 'error', options } } } }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(join(root, 'biome.rooms.json'), lintRules())
