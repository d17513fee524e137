import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createQuota } from '../../support/cluster/resource-quota.ts'

const template = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  completions: {{ v.completions | int }}
  parallelism: 1
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: migrate
        image: registry.example.com/migrate:1
        resources: {requests: {cpu: "{{ v.cpu }}"}}
`

test('a sensitive number shows neither while it is waited for, nor in status, nor in what a quota would need', async ({
  cluster,
}) => {
  const vault = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' } }
  await cluster.create([{ ...vault, stringData: { completions: '73917', cpu: '913m' } }])
  const project = await cluster.createProject()
  await project.write({
    'kdeploy.yaml': 'name: numbers\n',
    'profiles/prod_numbers.yaml': `namespace: ${cluster.namespace}\nvariablesFrom: [{secret: vault, as: v}]\n`,
    'templates/job.yaml': template,
  })
  const run = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_numbers'], { cwd: project.folder })

  const applied = await run('apply', '--timeout', '4s')
  const status = await run('status')
  const inJson = await run('status', '-o', 'json')
  await run('delete', '--yes')
  await createQuota(cluster, { hard: { 'requests.cpu': '100m' } })
  const refused = await run('apply')
  const refusedInJson = await run('apply', '-o', 'json')

  expect(applied).toMatchObject({ exitCode: 5 })
  expect(applied.stderr).toMatch(/waiting for \(masked \d+\) of \(masked \d+\) completions/)
  expect(status.stdout).toMatch(/waiting for \(masked \d+\) of \(masked \d+\) completions/)
  expect(refused).toMatchObject({ exitCode: 3 })
  expect(refused.stderr).toMatch(
    /requests.cpu: used \(masked \d+\), requested \(masked \d+\), limited to \(masked \d+\)/,
  )
  for (const { stdout, stderr } of [applied, status, inJson, refused, refusedInJson])
    expect(stdout + stderr).not.toMatch(/7391\d|913m/)
})
