import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startControlPlane } from '../control-plane.ts'
import { repository } from '../projects/project.ts'
import { buildBinary } from '../standalone-binary.ts'
import { ProgramMissing, programs } from './programs.ts'
import { symptom } from './symptoms.ts'

/** The place in which a page is followed. */
export interface Place {
  /** Where the reader types. */
  readonly folder: string
  readonly home: string
  readonly kubeconfig: string
  /** Puts a program on the reader's PATH: a script with its `#!` line. */
  program(name: string, script: string): Promise<void>
  /** Writes a file below the folder in which the reader is. */
  write(path: string, text: string): Promise<void>
  /** Runs a command in the reader's shell; throws where it fails. */
  run(command: string): Promise<string>
}

/** What a reader has already when a page begins: `<!-- setup: NAME ARGUMENT… -->`. */
export const setups: Readonly<Record<string, (place: Place, ...args: string[]) => Promise<void>>> = {
  /**
   * The repository's working example: kdeploy.yaml, templates/, profiles/, tests/, and what its namespace holds already. Its namespaces
   * are `NAME-dev`, `NAME-stg`, `NAME-prod`; NAME is `my-ns` where the page says no other.
   */
  async example({ folder, run }, name = 'my-ns') {
    for (const entry of ['kdeploy.yaml', 'templates', 'profiles', 'tests'])
      await cp(join(repository, entry), join(folder, entry), { recursive: true })
    const file = join(folder, 'profiles/default.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('my-ns', name))
    const shared = '--from-literal=exchange_url=wss://exchange.example.com/feed --from-literal=region=eu-west-1'
    for (const namespace of [`${name}-prod`, `${name}-stg`]) {
      await run(`kubectl create namespace ${namespace}`)
      await run(`kubectl create configmap platform-settings -n ${namespace} ${shared}`)
      await run(`kubectl create secret generic secret -n ${namespace} --from-literal=api_key=an-example`)
    }
  },
  /** A project of one service, `shop`, with the profile `prod_shop` and a namespace; `applied` once, where the page says so. */
  async shop({ write, run }, namespace = '', applied) {
    await write('kdeploy.yaml', 'name: shop\n')
    await write('profiles/default.yaml', `namespace: ${namespace}\nvariables:\n  image_tag: 1.4.2\n  replicas: 3\n`)
    await write('profiles/prod_shop.yaml', 'variables: {}\n')
    await write('templates/web.yaml', webTemplate)
    if (applied === 'applied') await run('kdeploy apply -p prod_shop --create-namespace')
  },
  /** A Deployment and a Service `web` that someone applied with kubectl; manifests/ and overlays/prod have them too. */
  async 'live-web'({ write, run }, namespace = '') {
    await write('manifests/web.yaml', plainWeb)
    await write('overlays/prod/kustomization.yaml', `namespace: ${namespace}\nresources: [web.yaml]\n`)
    await write('overlays/prod/web.yaml', plainWeb)
    await run(`kubectl create namespace ${namespace} && kubectl apply -n ${namespace} -f manifests`)
  },
  /** Namespaces that exist. */
  async namespaces({ run }, ...names) {
    for (const name of names) await run(`kubectl create namespace ${name}`)
  },
  /** More kube contexts, all of the page's cluster. The first one stays the current one. */
  async contexts({ kubeconfig }, ...names) {
    const config = JSON.parse(await readFile(kubeconfig, 'utf8')) as { contexts: { name: string; context: object }[] }
    const [first] = config.contexts
    for (const name of names) config.contexts.push({ name, context: { ...first?.context } })
    await writeFile(kubeconfig, JSON.stringify(config))
  },
  /** Another cluster, in the kubeconfig by this name: a control plane that ends with this process. `dev` stays the current context. */
  async 'second-cluster'({ kubeconfig }, name = '') {
    const plane = await startControlPlane()
    const second = JSON.parse(await readFile(plane.kubeconfig, 'utf8')) as Kubeconfig
    const config = JSON.parse(await readFile(kubeconfig, 'utf8')) as Kubeconfig
    config.clusters.push({ name, cluster: second.clusters[0]?.cluster ?? {} })
    config.users.push({ name, user: second.users[0]?.user ?? {} })
    config.contexts.push({ name, context: { cluster: name, user: name } })
    await writeFile(kubeconfig, JSON.stringify(config))
  },
  /**
   * An image whose pods fail, as a stage of test/control-plane/stages does: `image-pull-backoff`, `crash-loop`, `never-ready`. An admission
   * policy tells the tests' nodes, so that the page's manifests need no word about it.
   */
  async 'failing-image'(place, image = '', stage = 'image-pull-backoff') {
    await place.run(`kubectl apply --server-side -f - <<'END'\n${policyFor(image, stage)}\nEND`)
    // The API server learns of it up to some seconds later.
    const probe = `kubectl run probe -n kube-public --image=${image} --dry-run=server -o yaml`
    await place.run(
      `for try in $(seq 50); do ${probe} | grep -q ${stage} && break; sleep 0.2; done; ${probe} | grep -q ${stage}`,
    )
  },
  /** The npm package of this repository: `npm install kdeploy` installs it, and no other kdeploy is there. */
  async packed({ run, program, home }) {
    const npm = (await run('command -v npm')).trim()
    await run(`rm "$(command -v kdeploy)"`)
    await run(`'${npm}' pack '${repository}' --ignore-scripts --offline --silent --pack-destination '${home}'`)
    await program('npm', npmScript(npm, home))
    await run(`export PATH="${home}/npm/bin:$PATH" npm_config_prefix='${home}/npm'`)
  },
  /** A release of this build: curl finds its files, with their checksums. */
  async released({ program }) {
    const file = await buildBinary()
    if (!file.endsWith('/kdeploy-linux-x64')) throw new ProgramMissing('needs the standalone binary of Linux on x64')
    await program('curl', curlScript(dirname(file)))
  },
  /** A git repository with one commit of what is there. */
  async git({ run }) {
    await run('git init -q && git add -A && git commit -q --allow-empty -m "Begin"')
  },
  ...programs,
  symptom,
}

interface Kubeconfig {
  readonly clusters: { readonly name: string; readonly cluster: object }[]
  readonly users: { readonly name: string; readonly user: object }[]
  readonly contexts: { readonly name: string; readonly context: object }[]
}

const webTemplate = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {{ replicas }}
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: registry.example.com/shop:{{ image_tag }}
        readinessProbe: {httpGet: {path: /ready, port: 8080}}
        resources:
          requests: {memory: 128Mi}
          limits: {memory: 512Mi}
`

const plainWeb = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "registry.example.com/shop:1.4.2", ports: [{containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`

/** npm, but for the package `kdeploy`, which is the packed one. */
function npmScript(npm: string, folder: string): string {
  return `#!/bin/bash
args=()
for arg in "$@"; do
  case "$arg" in kdeploy|kdeploy@*) args+=(${folder}/kdeploy-*.tgz);; *) args+=("$arg");; esac
done
exec '${npm}' --offline --no-audit --no-fund "\${args[@]}"
`
}

/** curl of a release's files: what was asked for by the last part of its URL. */
function curlScript(folder: string): string {
  return `#!/bin/sh
for arg in "$@"; do
  case "$arg" in https://github.com/kdeploy/kdeploy/releases/download/*) cp '${folder}'/"$(basename "$arg")" .;; esac
done
`
}

function policyFor(image: string, stage: string): string {
  const name = `docs-${image.replace(/[^a-z0-9]+/g, '-')}`
  const key = 'test.kdeploy.dev/stage'
  const expression = `has(object.metadata.annotations) ? [JSONPatch{op: "add", path: "/metadata/annotations/" + jsonpatch.escapeKey("${key}"), value: "${stage}"}] : [JSONPatch{op: "add", path: "/metadata/annotations", value: {"${key}": "${stage}"}}]`
  const apiVersion = 'admissionregistration.k8s.io/v1'
  const policy = {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: [{ name: 'image', expression: `object.spec.containers.exists(c, c.image == "${image}")` }],
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression } }],
    },
  }
  const binding = { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name } }
  return [policy, binding].map((one) => JSON.stringify(one)).join('\n---\n')
}

/** Writes a script that can be run. */
export async function writeProgram(file: string, script: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, script)
  await chmod(file, 0o755)
}
