import { expect, test } from 'vitest'
import { repositoryPath } from '../../../src/output/reports/repository-path.ts'

test.each([
  ['templates/web.yaml', '/repo/deploy', 'deploy/templates/web.yaml'],
  ['../lib/_pod.yaml', '/repo/deploy', 'lib/_pod.yaml'],
  ['/repo/profiles/prod.yaml', '/elsewhere', 'profiles/prod.yaml'],
  ['../../other/a.yaml', '/repo/deploy', undefined],
  ['/etc/passwd', '/repo', undefined],
  ['..a.yaml', '/repo', '..a.yaml'],
  ['', '/repo', undefined],
])('%j, named from %s, is %j in the repository', (file, workingFolder, path) => {
  expect(repositoryPath(file, workingFolder, '/repo')).toBe(path)
})
