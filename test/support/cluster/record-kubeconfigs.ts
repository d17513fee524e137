/**
 * Records what kubectl makes of each folder in test/cluster/access/kubeconfigs: `npx tsx test/support/cluster/record-kubeconfigs.ts`.
 * The file KUBECONFIG holds the variable's value; `kubectl.yaml` gets the merged kubeconfig, or one line `error: …`.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../cluster/access/kubeconfigs')
for (const name of readdirSync(folder)) {
  const cwd = join(folder, name)
  const KUBECONFIG = readFileSync(join(cwd, 'KUBECONFIG'), 'utf8').trim()
  const result = spawnSync('kubectl', ['config', 'view', '--raw', '--flatten', '-o', 'yaml'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, KUBECONFIG },
    encoding: 'utf8',
  })
  const [error = ''] = result.stderr.split('\n')
  writeFileSync(join(cwd, 'kubectl.yaml'), result.status === 0 ? result.stdout : `${error}\n`)
}
