/**
 * 10,000 renders of one 205-line template, compiled before: kdeploy, raw nunjucks, and Python's Jinja2 where it is
 * installed. Prints seconds and ratios; both JavaScript engines take turns, and the best of three rounds counts.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import nunjucks from 'nunjucks'
import { createEnvironment } from '../src/template/library.ts'

const renders = 10_000
const rounds = 3
const source = readFileSync(new URL('manifest.j2', import.meta.url), 'utf8')
const variables = {
  NAMESPACE: 'shop-prod',
  env_type: 'prod',
  replicas: 3,
  registry: 'registry.example.com',
  labels: [
    { key: 'team', value: 'shop' },
    { key: 'tier', value: 'backend' },
    { key: 'owner', value: 'alice' },
  ],
  service: {
    name: 'Cart',
    hostNetwork: true,
    containers: [
      {
        name: 'app',
        image: 'cart',
        tag: '1.2.3',
        cpu: 250,
        memory: 256,
        ports: [8080, 9090],
        env: [
          { name: 'log_level', value: 'info' },
          { name: 'region', value: 'eu' },
        ],
      },
      { name: 'proxy', image: 'envoy', cpu: 100, memory: 64, ports: [], env: [{ name: 'mode', value: 'sidecar' }] },
    ],
  },
}

function seconds(render: () => string): number {
  const start = performance.now()
  for (let count = 0; count < renders; count++) render()
  return (performance.now() - start) / 1000
}

const environment = createEnvironment({ trim_blocks: true, lstrip_blocks: true, loader: () => source })
const host = new nunjucks.Environment(null, { autoescape: false, trimBlocks: true, lstripBlocks: true })
const template = new nunjucks.Template(source, host, 'manifest.j2', true)
const engines = {
  kdeploy: () => environment.render('manifest.j2', variables),
  'kdeploy with map': () => environment.renderWithMap('manifest.j2', variables).text,
  nunjucks: () => template.render(variables),
}
const best = new Map<string, number>()
for (let round = 0; round < rounds; round++) {
  for (const [name, render] of Object.entries(engines)) {
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, seconds(render)))
  }
}

const python = `
import json, sys, time, jinja2
source, variables, count = json.load(sys.stdin)
template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True).from_string(source)
template.render(variables)
start = time.perf_counter()
for _ in range(count): template.render(variables)
print(time.perf_counter() - start)
`
const child = spawnSync('python3', ['-c', python], {
  input: JSON.stringify([source, variables, renders]),
  encoding: 'utf8',
})
if (child.status === 0) best.set('Python Jinja2', Number(child.stdout))

const own = best.get('kdeploy') ?? 1
for (const [name, time] of best) {
  process.stdout.write(`${name.padEnd(18)} ${time.toFixed(2)} s   ${(time / own).toFixed(2)} x kdeploy's time\n`)
}
