import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, repository } from '../support/projects/project.ts'

/** The profiles among the examples of docs/library.md, by the heading that they stand under. */
async function documentedProfiles(): Promise<[string, string][]> {
  const text = await readFile(join(repository, 'docs/library.md'), 'utf8')
  return text.split(/^##+ /m).flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n')).replace('.yaml', '').replaceAll(/\W+/g, '-')
    const examples = [...section.matchAll(/^```yaml\n([\s\S]+?)^```/gm)].map(([, example = '']) => example)
    const profiles = examples.filter((example) => /^templates:/m.test(example))
    return profiles.map((example, index): [string, string] => [`dev_${heading}-${index}`, example])
  })
}

test('every example of docs/library.md fits the schema and renders, and no rule finds anything in it', async () => {
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
  ['web: {comand: [shop]}', 'the variable web.comand is not in the schema'],
  ['resources: {cpus: 1}', 'the variable resources.cpus is not in the schema; did you mean cpu?'],
  ['ingress: {class: nginx}', 'host'],
])('the schema of the library refuses %s, at the line of the profile', async (line, message) => {
  const files = {
    'kdeploy.yaml': 'name: shop\nschema: templates/_variables.schema.yaml\n',
    'profiles/dev_shop.yaml': `namespace: shop\ntemplates: [config.yaml]\nvariables:\n  config: {A: b}\n  app: shop\n  ${line}\n`,
  }
  const project = await createProject({ files })
  await cp(join(repository, 'templates'), join(project.folder, 'templates'), { recursive: true })
  try {
    const { stderr, exitCode } = await kdeploy(['render', '--offline', '-p', 'dev_shop'], { cwd: project.folder })

    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^error: profiles\/dev_shop.yaml:6:/)
    expect(exitCode).toBe(2)
  } finally {
    await project.remove()
  }
})
