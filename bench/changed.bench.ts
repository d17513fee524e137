/**
 * 84 profiles that render six objects each of the template library, in a git repository: `changed --since` where one profile changed,
 * where a partial of all of them did, and where nothing did; git's own time is in it. The best of three rounds counts.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { changedReleases } from '../src/sets/changing/changed.ts'
import { inputWithoutOptions } from '../src/workflow/run/input.ts'
import { worldIn } from '../test/support/world.ts'

const count = 84
const rounds = 3
const library = fileURLToPath(new URL('../templates', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder })
mkdirSync(join(folder, 'profiles'))
cpSync(library, join(folder, 'templates'), { recursive: true })
const files: Readonly<Record<string, string>> = {
  'kdeploy.yaml': 'name: bench\n',
  'profiles/default.yaml': `namespace: ns-{{ env_type }}
templates: [web.yaml, ingress.yaml, autoscaler.yaml, network-policy.yaml]
variables:
  app: "{{ profile_name }}"
  image: "registry.example.com/{{ profile_name }}:{{ tag }}"
  port: 8080
  ingress: {host: "{{ profile_name }}.example.com", class: nginx, tls_secret: tls}
  autoscaler: {min: 2, max: 6, cpu: 70}
`,
  ...Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `profiles/prod_service${index}.yaml`,
      `variables: {tag: "1.${index}"}\n`,
    ]),
  ),
}
for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
git('init', '-q', '-b', 'main', '.')
git('config', 'user.email', 'bench@example.com')
git('config', 'user.name', 'bench')
git('add', '-A')
git('commit', '-q', '-m', 'begin')
const { profile: _, ...given } = inputWithoutOptions('', folder)

async function changed(): Promise<number> {
  const world = worldIn(folder)
  const { changes, problems } = await changedReleases(
    { since: 'HEAD', profiles: [], clusters: undefined, given },
    world,
  )
  if (problems[0] !== undefined) throw problems[0].error
  return changes.length
}

const states: readonly (readonly [name: string, change: () => void])[] = [
  ['nothing changed', () => {}],
  ['one profile changed', () => writeFileSync(join(folder, 'profiles/prod_service7.yaml'), 'variables: {tag: "2"}\n')],
  ['a template of all changed', () => appendFileSync(join(folder, 'templates/web.yaml'), '\n{# changed #}\n')],
  [
    'a variable of all changed',
    () =>
      writeFileSync(
        join(folder, 'profiles/default.yaml'),
        (files['profiles/default.yaml'] ?? '').replace('8080', '8081'),
      ),
  ],
]
for (const [name, change] of states) {
  change()
  let best = Number.POSITIVE_INFINITY
  let found = 0
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    found = await changed()
    best = Math.min(best, performance.now() - start)
  }
  process.stdout.write(
    `${name.padEnd(28)} ${String(found).padStart(3)} of ${count}   ${best.toFixed(0).padStart(6)} ms\n`,
  )
}
rmSync(folder, { recursive: true, force: true })
