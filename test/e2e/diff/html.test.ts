import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const secret = (password: string) => ({
  'templates/secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: ${JSON.stringify(password)}}\n`,
})

test('diff -o html writes one page, whose policy allows its own style and script, and masks what HTML writes otherwise', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { files: secret(`corr<ect>&"horse'`) })
  await shop.kdeploy('apply')
  await shop.change({ tag: '2', files: secret(`batt<ery>&"staple'`) })

  const { exitCode, stdout } = await shop.kdeploy('diff', '-o', 'html')

  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/)
  expect(stdout).toContain(`<dd>rolls Deployment ${cluster.namespace}/web (1 pod)`)
  expect(stdout).toContain(
    '<del>-image: registry.example.com/shop:<b>1</b>\n</del><ins>+image: registry.example.com/shop:<b>2</b>\n</ins>',
  )
  expect(stdout).toMatch(/<del>-password: &quot;\(masked <b>\d<\/b>\)&quot;/)
  expect(stdout).not.toMatch(/corr(?:<|&lt;)ect|batt(?:<|&lt;)ery|horse|staple/)
  // The build put both into the bundle as they are.
  for (const tag of ['style', 'script']) {
    const [, text = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(stdout) ?? []
    expect(text.length).toBeGreaterThan(1000)
    expect(stdout).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  }

  await shop.kdeploy('apply')
  const same = await shop.kdeploy('diff', '-o', 'html')
  expect(same.exitCode).toBe(0)
  expect(same.stdout).toContain('<h1>Nothing would change</h1>')
})
