/**
 * A project of 1,000 profiles: what `profiles` and `validate` take beside reading the files, and beside opening the project
 * anew for each profile, which would read the shared files a thousand times. The best of three rounds counts.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listProfiles } from '../src/workflow/profiles.ts'
import { validateProfiles } from '../src/workflow/validate.ts'
import { worldIn } from '../test/support/world.ts'

const count = 1000
const rounds = 3
const names = Array.from({ length: count }, (_, index) => `prod_service${index}`)
const files: Readonly<Record<string, string>> = {
  'kdeploy.yaml': 'name: bench\n',
  'shared.yaml': 'tier: backend\nregistry: registry.example.com\n',
  'profiles/default.yaml':
    'namespace: ns-{{ env_type }}\nvariablesFrom: [{file: shared.yaml}]\nvariables:\n  image: "{{ registry }}/{{ profile_name }}:{{ tag }}"\n  replicas: 1\n',
  'profiles/prod.yaml': 'variables: {replicas: 3, tag: "1"}\n',
  'templates/web.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ profile_name }}"}\ndata:\n  image: {{ image | tojson }}\n  replicas: "{{ replicas }}"\n  tier: {{ tier }}\n',
  ...Object.fromEntries(names.map((name, index) => [`profiles/${name}.yaml`, `variables: {tag: "1.${index}"}\n`])),
}

const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
for (const name of ['profiles', 'templates']) mkdirSync(join(folder, name))
for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)

const world = worldIn(folder)

async function validate(profiles: readonly string[]): Promise<void> {
  const validated = await validateProfiles(profiles, undefined, {}, world)
  for (const { profile, problems } of validated.profiles) {
    if (problems[0] !== undefined) throw new Error(`${profile}: ${problems[0].message}`)
  }
}

const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  'read every file once': async () => Object.keys(files).map((path) => readFileSync(join(folder, path), 'utf8')),
  'kdeploy profiles': () => listProfiles(undefined, world),
  'kdeploy validate': () => validate([]),
  'validate, one profile at a time': async () => {
    for (const name of names) await validate([name])
  },
}
const best = new Map<string, number>()
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(tasks)) {
    const start = performance.now()
    await run()
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start))
  }
}
rmSync(folder, { recursive: true, force: true })

const own = best.get('kdeploy validate') ?? 1
for (const [name, time] of best) {
  process.stdout.write(`${name.padEnd(32)} ${time.toFixed(0).padStart(6)} ms   ${(time / own).toFixed(2)} x validate\n`)
}
