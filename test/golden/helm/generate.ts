/**
 * Writes what Helm itself stores of the chart of test/support/chart.ts: `helm3.json`, `helm4.json` (Secrets) and
 * `helm4-config-map.json`. Run `npx tsx test/golden/helm/generate.ts` with KUBECONFIG naming a cluster for tests.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeChart } from '../../support/helm/chart.ts'
import { findHelm, type HelmMajor, helmOf } from '../../support/helm/helm.ts'
import { runProgram } from '../../support/program.ts'

const kubeconfig = process.env['KUBECONFIG'] ?? ''
const namespace = 'kdeploy-golden-helm'

async function record(major: HelmMajor, kind: 'secret' | 'configmap', file: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'kdeploy-helm-'))
  const program = await findHelm(major)
  if (program === undefined) throw new Error('Helm is built with Go')
  const helm = helmOf(program, kubeconfig, namespace, home)
  const driver = { HELM_DRIVER: kind }
  await helm(
    ['install', 'web', await writeChart(join(home, 'shop')), '--create-namespace', '--set', 'huge=9007199254740993'],
    driver,
  )
  const kubectl = process.env['KUBECTL'] ?? 'kubectl'
  const { stdout } = await runProgram(
    kubectl,
    ['get', kind, '-n', namespace, 'sh.helm.release.v1.web.v1', '-o', 'json'],
    { env: { KUBECONFIG: kubeconfig, PATH: process.env['PATH'], HOME: home } },
  )
  await writeFile(fileURLToPath(new URL(file, import.meta.url)), stdout)
  await helm(['uninstall', 'web'], driver)
  await rm(home, { recursive: true })
}

async function main(): Promise<void> {
  await record(3, 'secret', 'helm3.json')
  await record(4, 'secret', 'helm4.json')
  await record(4, 'configmap', 'helm4-config-map.json')
}

await main()
