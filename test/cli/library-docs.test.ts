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

test('every example of docs/library.md renders, and no rule finds anything in it', async () => {
  const profiles = await documentedProfiles()
  const files = Object.fromEntries(profiles.map(([name, text]) => [`profiles/${name}.yaml`, withExamples(text)]))
  const needed = 'variables: {app: shop, image: "registry.example.com/shop:1.4.2", port: 8080}\n'
  const settings = 'name: shop\nvalidate: {rules: {variable-repeated: off, variable-shadowed: off}}\n'
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
