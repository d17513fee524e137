import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { type ProgramResult, runProgram } from '../../support/program.ts'
import { repository } from '../../support/projects/project.ts'

type Kdeploy = (args: readonly string[]) => Promise<ProgramResult>

/** From an empty folder to an undo, without an edit; the images that were deployed on the way, and the exit codes. */
async function walk(kdeploy: Kdeploy, { namespace, kubectl, create }: Cluster, templates: string, workload: string) {
  const made = `${namespace}-dev`
  const image = async () => {
    const path = workload.startsWith('cronjob/')
      ? '{.spec.jobTemplate.spec.template.spec.containers[0].image}'
      : '{.spec.template.spec.containers[0].image}'
    return kubectl(['get', workload, '-n', made, '-o', `jsonpath=${path}`])
  }
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${made}-data-shop-0` },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      claimRef: { namespace: made, name: 'data-shop-0' },
      hostPath: { path: '/nowhere' },
    },
  }
  if (templates === 'stateful-set') await create([volume])
  const images: string[] = []
  const steps = [
    ['init', '--name', 'shop', '--template', templates, '--namespace', `${namespace}-{{ env_type }}`],
    ['validate', '--strict'],
    ['apply', '-p', 'dev_shop', '--create-namespace', '--timeout', '60s'],
    ['diff', '-p', 'dev_shop'],
    ['apply', '-p', 'dev_shop', '--set', 'image=registry.example.com/shop:2.0', '--timeout', '60s'],
    ['undo', '-p', 'dev_shop', '--timeout', '60s'],
  ]
  const failed: ProgramResult[] = []
  try {
    for (const step of steps) {
      const result = await kdeploy(step)
      if (result.exitCode !== 0) failed.push(result)
      if (step[0] === 'apply' || step[0] === 'undo') images.push(await image())
    }
  } finally {
    const names = [`namespace/${made}`, `persistentvolume/${volume.metadata.name}`]
    await kubectl(['delete', ...names, '--ignore-not-found', '--wait=false'])
  }
  return { failed, images }
}

const example = 'nginxinc/nginx-unprivileged:1.29'
const changed = 'registry.example.com/shop:2.0'

describe('a project of the library, from an empty folder', () => {
  for (const [templates, workload] of [
    ['web', 'deployment/shop'],
    ['worker', 'deployment/shop-worker'],
    ['cron-job', 'cronjob/shop-cron'],
    ['stateful-set', 'statefulset/shop'],
    ['web,migration,config', 'deployment/shop'],
    ['web,ingress,autoscaler,network-policy,headless-service', 'deployment/shop'],
  ] as const) {
    test(`of ${templates}, is validated, applied, changed and undone without an edit`, { timeout: 120_000 }, async ({
      cluster,
    }) => {
      const { folder } = await cluster.createProject()

      const walked = await walk((args) => cluster.kdeploy(args, { cwd: folder }), cluster, templates, workload)

      expect(walked).toEqual({ failed: [], images: [example, changed, example] })
    })
  }

  for (const uses of ['a copy', 'the package']) {
    test(`works from the packed npm package, with ${uses} of its templates`, { timeout: 180_000 }, async ({
      cluster,
    }) => {
      const { folder } = await cluster.createProject()
      const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: cluster.kubeconfig }
      const npm = (...args: string[]) =>
        runProgram('npm', [...args, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, env })
      const pack = await npm('pack', repository, '--ignore-scripts', '--pack-destination', folder)
      const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? ''
      const install = await npm('install', join(folder, tarball))
      const added = uses === 'a copy' ? [] : ['--package']
      const kdeploy: Kdeploy = (args) =>
        runProgram(join(folder, 'node_modules/.bin/kdeploy'), args[0] === 'init' ? [...args, ...added] : args, {
          cwd: folder,
          env,
        })

      const walked = await walk(kdeploy, cluster, 'web', 'deployment/shop')
      await rm(join(folder, tarball))

      expect([pack.exitCode, install.exitCode]).toEqual([0, 0])
      expect(walked).toEqual({ failed: [], images: [example, changed, example] })
    })
  }
})
