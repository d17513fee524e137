import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findHelm } from '../../test/support/helm/helm.ts'
import { templates } from './objects.ts'
import { type Bench, kdeploy } from './tools.ts'

/** Of ten objects of a release, how many are of each kind. */
const shares: Readonly<Record<string, number>> = {
  config: 3,
  secret: 1,
  service: 2,
  account: 1,
  role: 1,
  policy: 1,
  deployment: 1,
}

/** A project of profiles `bench_p000`, `bench_p001` …, each a release of `objects` objects, a multiple of ten. */
export function writeFleet(folder: string, profiles: number, objects: number): void {
  const project = join(folder, 'project')
  for (const name of ['templates', 'profiles']) mkdirSync(join(project, name), { recursive: true })
  writeFileSync(join(project, 'kdeploy.yaml'), 'name: bench\nprofile: {variables: {version: 1}}\n')
  for (let index = 0; index < profiles; index++)
    writeFileSync(join(project, 'profiles', `bench_p${String(index).padStart(3, '0')}.yaml`), '')
  for (const [kind, text] of texts('{{ profile_name }}-{{ i }}', '{{ version }}'))
    writeFileSync(
      join(project, 'templates', `${kind}.yaml`),
      `{% for i in range(${countOf(kind, objects)}) %}---\n${text}\n{% endfor %}`,
    )
}

function texts(number: string, version: string): [string, string][] {
  return Object.keys(shares).map((kind) => [
    kind,
    (templates[kind]?.text ?? '').replaceAll('<i>', number).replaceAll('<version>', version),
  ])
}

function countOf(kind: string, objects: number): number {
  return ((shares[kind] ?? 0) * objects) / 10
}

/** An apply of the profiles that a glob matches, with all checks. */
export function fleetCommand(
  { folder }: Bench,
  namespace: string,
  pattern: string,
  ...more: readonly string[]
): readonly string[] {
  const hook = fileURLToPath(new URL('peak-memory.cjs', import.meta.url))
  const where = ['--project', join(folder, 'project'), '--namespace', namespace, '-p', pattern]
  return [process.execPath, '--require', hook, kdeploy, 'apply', '--no-wait', '--quiet', ...where, ...more]
}

/** `helm upgrade --install` of one release with ten objects, by the Helms that the tests have. */
export async function helmChart({ folder }: Bench) {
  const chart = join(folder, 'chart')
  mkdirSync(join(chart, 'templates'), { recursive: true })
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n')
  for (const [kind, text] of texts('{{ $.Release.Name }}-{{ $i }}', '1'))
    writeFileSync(
      join(chart, 'templates', `${kind}.yaml`),
      `{{- range $i := until ${countOf(kind, 10)} }}\n---\n${text}\n{{- end }}\n`,
    )
  const found = await Promise.all(([3, 4] as const).map(async (major) => ({ major, program: await findHelm(major) })))
  return found.flatMap(({ major, program }) =>
    program === undefined
      ? []
      : [
          {
            name: `helm ${major}, a process for each`,
            command: (release: string, namespace: string) => [
              ...[program, 'upgrade', '--install', release.replaceAll('_', '-'), chart, '--namespace', namespace],
            ],
          },
        ],
  )
}
