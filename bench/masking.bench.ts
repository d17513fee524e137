/**
 * What masking costs: `render --mask` against `render --show-secrets` of 500 manifests with 200 secrets, whole processes in turn.
 * Issue 6 allows 10 %.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../bin/kdeploy.js', import.meta.url))
const rounds = 11
const folder = mkdtempSync(join(tmpdir(), 'kdeploy-bench-'))
const secrets = Object.fromEntries(
  Array.from({ length: 200 }, (_, index) => [`SECRET_${index}`, `value-${index}-${'x'.repeat(index % 40)}`]),
)
mkdirSync(join(folder, 'templates'))
mkdirSync(join(folder, 'profiles'))
writeFileSync(join(folder, 'kdeploy.yaml'), 'name: bench\n')
const names = JSON.stringify(Object.keys(secrets))
writeFileSync(
  join(folder, 'profiles/prod_bench.yaml'),
  `namespace: a\nvariablesFrom: [{environment: ${names}, sensitive: true, as: s}]\n`,
)
writeFileSync(
  join(folder, 'templates/all.yaml'),
  `{% for i in range(500) %}
---
apiVersion: v1
kind: {{ 'Secret' if i % 5 == 0 else 'ConfigMap' }}
metadata:
  name: object-{{ i }}
  labels: {app: bench, index: "{{ i }}"}
{{ 'stringData' if i % 5 == 0 else 'data' }}:
  plain: "some text {{ i }}"
  secret: {{ s['SECRET_' ~ i % 200] | tojson }}
  url: "https://user:{{ s['SECRET_' ~ i % 200] }}@host/"
{% endfor %}
`,
)

function milliseconds(option: string): number {
  const began = process.hrtime.bigint()
  const args = [program, 'render', '-p', 'prod_bench', option]
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...secrets },
    maxBuffer: 1e9,
  })
  if (status !== 0) throw new Error(`render ${option} exited ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - began) / 1e6
}

const times: Record<string, number[]> = { '--show-secrets': [], '--mask': [] }
try {
  for (let round = 0; round < rounds; round++)
    for (const [option, figures] of Object.entries(times)) figures.push(milliseconds(option))
} finally {
  rmSync(folder, { recursive: true })
}
const medianOf = (figures: readonly number[]) =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
const base = medianOf(times['--show-secrets'] ?? [])
for (const [option, figures] of Object.entries(times)) {
  const median = medianOf(figures)
  console.log(`render ${option.padEnd(16)} ${median.toFixed(0).padStart(5)} ms   ${(median / base).toFixed(2)} x`)
}
