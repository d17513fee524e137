/**
 * What `render` and `explain` take for 100,000 variables beside 10,000, in each form that variables come in; ten times as many
 * should take ten times as long, and more than twenty times is an error. The processor's time of the best of three rounds counts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { explainProfile } from '../src/workflow/explain.ts'
import { renderManifests } from '../src/workflow/render.ts'
import type { ProfileInput } from '../src/workflow/run/input.ts'
import { worldIn } from '../test/support/world.ts'

const rounds = 3
const most = 20
const few = 10_000
const many = 100_000

type Files = Readonly<Record<string, string>>

function repeat(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('')
}

const profile = (variables: string): Files => ({ 'profiles/prod_x.yaml': `variables:\n${variables}` })

function filesOf(count: number, each: number): Files {
  const names = Array.from({ length: count / each }, (_, file) => `f${file}.yaml`)
  return {
    'profiles/prod_x.yaml': `variablesFrom:\n${names.map((name) => `- file: ${name}\n`).join('')}`,
    ...Object.fromEntries(
      names.map((name, file) => [name, repeat(each, (index) => `v${file * each + index}: value\n`)]),
    ),
  }
}

const forms: Readonly<Record<string, (count: number) => Files>> = {
  'one map': (count) => profile(repeat(count, (index) => `  v${index}: value ${index}\n`)),
  'nested maps': (count) =>
    profile(repeat(count / 100, (map) => `  m${map}:\n${repeat(100, (index) => `    k${index}: value ${map}\n`)}`)),
  'one list': (count) => profile(`  list:\n${repeat(count, (index) => `  - value ${index}\n`)}`),
  'each needs the one before': (count) =>
    profile(`  v0: x\n${repeat(count - 1, (index) => `  v${index + 1}: "{{ v${index} }}"\n`)}`),
  'all need one': (count) => profile(`  v: x\n${repeat(count, (index) => `  v${index}: "{{ v }} ${index}"\n`)}`),
  'sensitive, and all overridden': (count) => ({
    ...profile(repeat(count, (index) => `  v${index}: given ${index}\n`)),
    'profiles/prod.yaml': 'variablesFrom: [{file: s.yaml, sensitive: true}]\n',
    's.yaml': repeat(count, (index) => `v${index}: secret ${index}\n`),
  }),
  dotenv: (count) => ({
    'profiles/prod_x.yaml': 'variablesFrom: [{file: a.env}]\n',
    'a.env': repeat(count, (index) => `V${index}="value ${index}"\n`),
  }),
  'many files': (count) => filesOf(count, 100),
}

const input: ProfileInput = {
  project: undefined,
  profile: 'prod_x',
  namespace: 'bench',
  target: { kubeconfig: undefined, kubeContext: undefined },
  values: [],
  setJson: [],
  set: [],
  setString: [],
  setFile: [],
}

async function measure(files: Files, work: (world: ReturnType<typeof worldIn>) => Promise<unknown>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
  const common = {
    'kdeploy.yaml': 'name: bench\n',
    'templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {p: "{{ PROFILE }}"}\n',
  }
  for (const [path, text] of Object.entries({ ...common, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage()
    await work(worldIn(folder))
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, (user + system) / 1000)
  }
  rmSync(folder, { recursive: true, force: true })
  return best
}

const render = { offline: true, only: [], secrets: 'mask' } as const
const commands: Readonly<Record<string, (world: ReturnType<typeof worldIn>) => Promise<unknown>>> = {
  render: (world) => renderManifests(input, render, world),
  explain: (world) => explainProfile(input, { key: undefined, offline: true }, world),
}

let worst = 0
for (const [form, files] of Object.entries(forms)) {
  for (const [command, work] of Object.entries(commands)) {
    const [small, large] = [await measure(files(few), work), await measure(files(many), work)]
    worst = Math.max(worst, large / small)
    const name = `${command}, ${form}`.padEnd(44)
    process.stdout.write(`${name} ${large.toFixed(0).padStart(6)} ms   ${(large / small).toFixed(1)} x 10,000\n`)
  }
}
if (worst > most) throw new Error(`${many} variables take ${worst.toFixed(1)} times as long as ${few}`)
