import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, repository } from '../support/projects/project.ts'

/** The profiles among the examples of docs/rendering/library.md, by the heading that they stand under. */
async function documentedProfiles(): Promise<[string, string][]> {
  const text = await readFile(join(repository, 'docs/rendering/library.md'), 'utf8')
  return text.split(/^##+ /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n')).replace('.yaml', '').replaceAll(/\W+/g, '-')
    const examples = [...section.matchAll(/^```yaml\n([\s\S]+?)^```/gm)].map(([, example = '']) => example)
    const profiles = examples.filter((example) => /^templates:/m.test(example))
    return profiles.map((example, index): [string, string] => [`dev_${heading}-${index}`, example])
  })
}

test('every example of docs/rendering/library.md fits the schema and renders, and no rule finds anything in it', async () => {
  const profiles = await documentedProfiles()
  const files = Object.fromEntries(profiles.map(([name, text]) => [`profiles/${name}.yaml`, withExamples(text)]))
  const needed = 'variables: {app: shop, image: "registry.example.com/shop:1.4.2", port: 8080}\n'
  const settings =
    'name: shop\nschema: templates/_variables.schema.yaml\nvalidate: {rules: {variable-repeated: off, variable-shadowed: off}}\n'
  const project = await createProject({
    files: { 'kdeploy.yaml': settings, 'profiles/default.yaml': `namespace: shop\n${needed}`, ...files },
  })
  await cp(join(repository, 'templates'), join(project.folder, 'templates'), { recursive: true })
  try {
    const { stdout, stderr } = await kdeploy(['validate'], { cwd: project.folder })

    expect(stderr).toBe('')
    expect(stdout).toContain(`${profiles.length} of ${profiles.length} profiles are valid`)
    expect(profiles.length).toBeGreaterThan(12)
  } finally {
    await project.remove()
  }
})

/** Nothing is decrypted to validate. */
function withExamples(text: string): string {
  return text.replace('as: vault}', 'as: vault, example: {api_key: x, key: y}}')
}

test.each([
  ['command: shop serve', 'the variable command must be a list, found the text "shop serve"'],
  ['web: {comand: [shop]}', 'the variable web.comand is not in the schema; did you mean command?'],
  ['cron_job: {shedule: "0 3 * * *"}', 'the variable cron_job.shedule is not in the schema; did you mean schedule?'],
  ['migration: {replicas: 2}', 'the variable migration.replicas is not in the schema'],
  [
    'stateful_set: {storage: {sise: 1Gi}}',
    'the variable stateful_set.storage.sise is not in the schema; did you mean size?',
  ],
  ['env: {A: {secrt: db, key: x}}', 'the variable env.A.secrt is not in the schema; did you mean secret?'],
  [
    'web: {env: {A: {confg_map: c, key: x}}}',
    'the variable web.env.A.confg_map is not in the schema; did you mean config_map?',
  ],
  ['env: {A: {secret: db}}', 'the variable env.A.key is missing'],
  ['env: {A: {config_map: db}}', 'the variable env.A.key is missing'],
  ['env: {A: {key: x}}', 'the variable env.A.secret is missing'],
  ['env: {A: {field: spec.nodeName, key: x}}', 'the variable env.A.key is not in the schema'],
  ['env: [A, B]', 'the variable env must be a map, found a list of 2'],
  ['start_seconds: 1m', 'the variable start_seconds must be an integer, found the text "1m"'],
  ['web: {start_seconds: 1.5}', 'the variable web.start_seconds must be an integer, found 1.5'],
  ['grace_seconds: 30s', 'the variable grace_seconds must be an integer, found the text "30s"'],
  ['replicas: two', 'the variable replicas must be an integer, found the text "two"'],
  ['port: http', 'the variable port must be an integer, found the text "http"'],
  ['max_unavailable: half', 'the variable max_unavailable must be an integer, found the text "half"'],
  ['strategy: Rolling', 'the variable strategy must be one of "RollingUpdate", "Recreate", found the text "Rolling"'],
  ['resources: {cpus: 1}', 'the variable resources.cpus is not in the schema; did you mean cpu?'],
  ['ingress: {class: nginx}', 'the variable ingress.host is missing'],
  [
    'ingress: {host: a.example.com, tls_secrt: a}',
    'the variable ingress.tls_secrt is not in the schema; did you mean tls_secret?',
  ],
  ['autoscaler: {minimum: 1}', 'the variable autoscaler.minimum is not in the schema'],
  ['autoscaler: {metric: {nme: a}}', 'the variable autoscaler.metric.nme is not in the schema; did you mean name?'],
  ['metrics: {pth: /stats}', 'the variable metrics.pth is not in the schema; did you mean path?'],
  ['network: {form: []}', 'the variable network.form is not in the schema; did you mean from?'],
  ['network: {from: [{ap: gateway}]}', 'the variable network.from[0].ap is not in the schema; did you mean app?'],
  ['storage: {clas: fast}', 'the variable storage.clas is not in the schema; did you mean class?'],
  [
    'worker: {claim: {name: data, pth: /data}}',
    'the variable worker.claim.pth is not in the schema; did you mean path?',
  ],
])('the schema of the library refuses %s, at the line of the profile', async (line, message) => {
  const files = {
    'kdeploy.yaml': 'name: shop\nschema: templates/_variables.schema.yaml\n',
    'profiles/dev_shop.yaml': `namespace: shop\ntemplates: [config.yaml]\nvariables:\n  config: {A: b}\n  app: shop\n  ${line}\n`,
  }
  const project = await createProject({ files })
  await cp(join(repository, 'templates'), join(project.folder, 'templates'), { recursive: true })
  try {
    const { stderr, exitCode } = await kdeploy(['render', '--offline', '-p', 'dev_shop'], { cwd: project.folder })

    expect(stderr).toContain(`${message}\n`)
    expect(stderr).toMatch(/^error: profiles\/dev_shop.yaml:6:/)
    expect(exitCode).toBe(2)
  } finally {
    await project.remove()
  }
})

test('the schema of the library takes counts that templates make, and every form of the environment', async () => {
  const env =
    '{A: text, B: 1, C: true, D: null, E: [1], F: {secret: a, key: b}, G: {config_map: a, key: b}, H: {field: c}}'
  const variables = `{number: 3, app: shop, image: "a:1", replicas: "{{ number }}", max_unavailable: 50%, env: ${env}, worker: {env: ${env}}}`
  const files = {
    'kdeploy.yaml': 'name: shop\nschema: templates/_variables.schema.yaml\n',
    'profiles/dev_shop.yaml': `namespace: shop\ntemplates: [worker.yaml]\nvariables: ${variables}\n`,
  }
  const project = await createProject({ files })
  await cp(join(repository, 'templates'), join(project.folder, 'templates'), { recursive: true })
  try {
    const { stdout, stderr } = await kdeploy(['render', '--offline', '-p', 'dev_shop'], { cwd: project.folder })

    expect(stderr).toBe('')
    expect(stdout).toContain('replicas: 3\n')
  } finally {
    await project.remove()
  }
})
