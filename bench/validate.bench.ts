/**
 * 1,000 profiles that render six objects each of the template library: `kdeploy validate` with all its checks, beside the same
 * renders alone. CPU time of this process, the best of two rounds.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifests } from '../src/manifest/read.ts'
import { everyProfile, openProject, resolveOpened } from '../src/workflow/resolving/open-profile.ts'
import { openTemplates } from '../src/workflow/resolving/templates.ts'
import { inputWithoutOptions } from '../src/workflow/run/input.ts'
import { validateProfiles } from '../src/workflow/validate.ts'
import { worldIn } from '../test/support/world.ts'

const count = 1000
const rounds = 2
const library = fileURLToPath(new URL('../templates', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
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
const world = worldIn(folder)

async function validate(): Promise<number> {
  const { profiles } = await validateProfiles([], undefined, {}, world)
  for (const { profile, problems } of profiles)
    if (problems[0] !== undefined) throw new Error(`${profile}: ${problems[0].message}`)
  return profiles.reduce((sum, { manifests }) => sum + manifests, 0)
}

async function render(): Promise<number> {
  const project = openProject(undefined, world)
  const templates = openTemplates(project, world)
  let manifests = 0
  for (const name of everyProfile(project)) {
    const opened = await resolveOpened(project, templates, inputWithoutOptions(name, undefined), undefined, world)
    const { variables, templates: names } = opened.profile
    manifests += readManifests(names.map((one) => templates.renderWithPlaces(one, variables))).length
  }
  return manifests
}

const best = new Map<string, number>()
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries({ 'render with places': render, 'kdeploy validate': validate })) {
    const start = process.cpuUsage()
    const manifests = await run()
    const { user, system } = process.cpuUsage(start)
    best.set(
      `${name}, ${manifests} manifests`,
      Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, (user + system) / 1000),
    )
  }
}
rmSync(folder, { recursive: true, force: true })

const [first = 1] = best.values()
for (const [name, time] of best)
  process.stdout.write(`${name.padEnd(40)} ${time.toFixed(0).padStart(6)} ms CPU   ${(time / first).toFixed(2)} x\n`)
