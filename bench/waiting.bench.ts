/**
 * The wait for 100 Deployments of one pod each: how long after the last of them was ready, as a watch by kubectl saw it,
 * `kdeploy apply` ended. In it: the news of it, the revision's end and the unlock. Target: less than 0.5 s.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onBed } from './deploying/bed.ts'
import { median } from './deploying/figures.ts'
import { type Bench, environment, kdeploy } from './deploying/tools.ts'

const deployments = 100
const rounds = 3
const target = 500

const template = `{% for i in range(${deployments}) %}---
apiVersion: apps/v1
kind: Deployment
metadata: {name: "service-{{ i }}"}
spec:
  replicas: 1
  selector: {matchLabels: {app: "service-{{ i }}"}}
  template:
    metadata: {labels: {app: "service-{{ i }}"}}
    spec: {containers: [{name: service, image: "registry.example.com/service:1"}]}
{% endfor %}`

await onBed(async (bed) => {
  const bench = bed.open()
  const project = join(bench.folder, 'project')
  for (const folder of ['templates', 'profiles']) mkdirSync(join(project, folder), { recursive: true })
  writeFileSync(join(project, 'kdeploy.yaml'), 'name: bench\n')
  writeFileSync(join(project, 'profiles', 'bench_waiting.yaml'), '')
  writeFileSync(join(project, 'templates', 'deployments.yaml'), template)
  const overheads: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { took, overhead } = await measure(bench, bed.createNamespace())
    console.log(
      `${deployments} Deployments: ${took.toFixed(0)} ms, ended ${overhead.toFixed(0)} ms after the last was ready`,
    )
    overheads.push(overhead)
  }
  const found = median(overheads)
  console.log(`median ${found.toFixed(0)} ms (target < ${target} ms, ${found < target ? 'met' : 'MISSED'})`)
})

/** Milliseconds that an apply took, and those after the last Deployment was ready. */
async function measure(bench: Bench, namespace: string): Promise<{ took: number; overhead: number }> {
  const began = performance.now()
  const options = ['--project', 'project', '--profile', 'bench_waiting', '--namespace', namespace]
  const apply = start(bench, process.execPath, [kdeploy, 'apply', ...options])
  apply.stdout.resume()
  apply.stderr.resume()
  const ready = lastReady(bench, namespace)
  const [code] = await once(apply, 'exit')
  const end = performance.now()
  if (code !== 0) throw new Error(`kdeploy exited ${code}`)
  return { took: end - began, overhead: end - (await ready) }
}

/** When the last of the Deployments was ready. */
async function lastReady(bench: Bench, namespace: string): Promise<number> {
  const seen = 'jsonpath={.metadata.name} {.status.availableReplicas}{"\\n"}'
  const args = ['get', 'deployments', '--namespace', namespace, '--watch', '--output', seen]
  const watch = start(bench, bench.kubectl, args)
  const ready = new Set<string>()
  for await (const line of createInterface({ input: watch.stdout })) {
    const [name = '', available] = line.split(' ')
    if (available === '1') ready.add(name)
    if (ready.size === deployments) break
  }
  const now = performance.now()
  watch.kill()
  return now
}

function start(bench: Bench, program: string, args: readonly string[]) {
  return spawn(program, args, { cwd: bench.folder, env: environment(bench) })
}
