import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { marker, templates } from './objects.ts'

/** What a state of the objects is made of: `version` is in every object, `marker` in one. */
export interface State {
  readonly version: string
  readonly marker: string
}

/** The same `count` objects as a kdeploy project (`project/`) and as a Helm chart (`chart/`). Give a multiple of 20. */
export function writeProject(folder: string, count: number): void {
  const kdeploy = join(folder, 'project')
  const chart = join(folder, 'chart')
  for (const name of ['templates', 'profiles']) mkdirSync(join(kdeploy, name), { recursive: true })
  mkdirSync(join(chart, 'templates'), { recursive: true })
  writeFileSync(join(kdeploy, 'kdeploy.yaml'), 'name: bench\n')
  writeFileSync(join(kdeploy, 'profiles', 'bench_objects.yaml'), 'variables: {version: "1", marker: "1"}\n')
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n')
  for (const [name, { share, text }] of Object.entries(templates)) {
    // One ConfigMap is the marker.
    const number = (count / 20) * share - (name === 'config' ? 1 : 0)
    writeFileSync(
      join(kdeploy, 'templates', `${name}.yaml`),
      `{% for i in range(${number}) %}---\n${filled(text, '{{ i }}', '{{ version }}')}\n{% endfor %}`,
    )
    writeFileSync(
      join(chart, 'templates', `${name}.yaml`),
      `{{ range $i := until ${number} }}---\n${filled(text, '{{ $i }}', '{{ $.Values.version }}')}\n{{ end }}`,
    )
  }
  writeFileSync(join(kdeploy, 'templates', 'marker.yaml'), marker.replace('<marker>', '{{ marker }}'))
  writeFileSync(join(chart, 'templates', 'marker.yaml'), marker.replace('<marker>', '{{ .Values.marker }}'))
}

function filled(text: string, number: string, version: string): string {
  return text.replaceAll('<i>', number).replaceAll('<version>', version)
}
