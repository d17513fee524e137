import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { libraryTemplateNames } from '../../src/cli/commands/init.ts'
import { openLibrary } from '../../src/project/library.ts'
import { libraryTemplates } from '../../src/workflow/initializing/from-library.ts'
import { kdeploy, program } from '../support/kdeploy.ts'
import { startOnTerminal } from '../support/output/terminal.ts'
import { folderWith } from '../support/projects/project-folder.ts'
import { filesBelow } from '../support/projects/tree.ts'

const known = libraryTemplates(openLibrary()).map(({ name }) => name)

const init = (cwd: string, ...args: readonly string[]) => kdeploy(['init', ...args], { cwd })

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec: {ports: [{port: 80}]}\n'

describe('kdeploy init', () => {
  test('writes a project of defaults where nobody can be asked, and says what to type next', async () => {
    const folder = folderWith({})

    const { stdout, stderr, exitCode } = await init(folder, 'web-shop')

    expect(exitCode).toBe(0)
    expect(stdout.trim().split('\n').toSorted()).toEqual(Object.keys(filesBelow(folder)).toSorted())
    expect(filesBelow(join(folder, 'web-shop'))).toMatchObject({
      'kdeploy.yaml': expect.stringContaining('name: web-shop\nschema: templates/_variables.schema.yaml\n'),
      'profiles/default.yaml': expect.stringContaining(
        'namespace: "web-shop-{{ env_type }}"\nvariables:\n  app: web-shop\n',
      ),
      'profiles/dev_web-shop.yaml': expect.stringContaining('replicas: 1\n'),
      'profiles/prod_web-shop.yaml': expect.stringContaining('replicas: 2\n'),
      'templates/web.yaml': openLibrary().read('web.yaml'),
      'templates/_deployment.yaml': openLibrary().read('_deployment.yaml'),
      'templates/_variables.schema.yaml': openLibrary().read('_variables.schema.yaml'),
    })
    expect(stderr).toContain(
      'next: kdeploy validate --project web-shop\n      kdeploy diff -p dev_web-shop --project web-shop\n      kdeploy apply -p dev_web-shop --create-namespace --project web-shop\n',
    )
  })

  test('calls the image an example only where nobody asked for it', async () => {
    const image = 'nginxinc/nginx-unprivileged:1.29'
    const note = `note: the image ${image} is an example: set \`image\` in profiles/default.yaml\n`

    expect((await init(folderWith({}), 'shop')).stderr).toContain(note)
    expect((await init(folderWith({}), 'shop', '--image', image)).stderr).not.toContain('is an example')
  })

  test('takes all that options say', async () => {
    const folder = folderWith({})
    const names = ['--template', 'worker,config.yaml', '--name', 'mail', '--env-types', 'prod']

    const { exitCode } = await init(folder, ...names, '--image', 'r.example.com/mail:2', '--namespace', 'mail')
    const files = filesBelow(folder)

    expect(exitCode).toBe(0)
    expect(files['profiles/default.yaml']).toContain(
      'namespace: mail\nvariables:\n  app: mail\n  image: r.example.com/mail:2\n',
    )
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['profiles/prod_mail.yaml', 'templates/config.yaml']))
    expect(Object.keys(files)).not.toContain('templates/web.yaml')
  })

  test('has a misspelled variable of the library refused, at its line', async () => {
    const folder = folderWith({})
    await init(folder, '--name', 'shop')
    appendFileSync(join(folder, 'profiles/dev_shop.yaml'), '  resources: {cpus: 1}\n')

    const { stderr, exitCode } = await kdeploy(['validate'], { cwd: folder })

    expect(stderr).toMatch(/profiles\/dev_shop\.yaml:\d+:\d+: the variable resources\.cpus is not in the schema/)
    expect(exitCode).toBe(2)
  })

  test.each([
    ...known,
    'web,worker',
    'web,ingress,autoscaler,config,migration,network-policy,monitoring,headless-service',
    'web,stateful-set,cron-job',
    'worker,volume-claim',
    'worker,keda',
  ])('writes a project of %s that validate finds nothing in, and whose test passes', async (template) => {
    const folder = folderWith({})

    expect(await init(folder, '--template', template, '--name', 'shop')).toMatchObject({ exitCode: 0 })
    expect(await kdeploy(['validate', '--strict'], { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' })
    if (filesBelow(folder)['tests/shop.yaml'] !== undefined)
      expect(await kdeploy(['test'], { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('has the templates of the library in its help and its completion', async () => {
    const completed = await kdeploy(['complete', 'fish', '--', 'init', '--template', 'web,wo'])

    expect(libraryTemplateNames).toEqual(known)
    expect(completed.stdout).toBe('web,worker\n')
  })

  test('names the templates of the package with --package', async () => {
    const folder = folderWith({})

    const { stderr } = await init(folder, '--package', '--name', 'shop')
    const files = filesBelow(folder)

    expect(files['profiles/default.yaml']).toContain('templates:\n- pkg:kdeploy/web.yaml\n')
    expect(Object.keys(files).filter((path) => path.startsWith('templates/'))).toEqual([])
    expect(files['.gitignore']).toBe('node_modules/\n')
    expect(stderr).toContain('npm install --save-dev kdeploy')
  })

  test('leaves a .gitignore as it is, and says what it lacks', async () => {
    const files = { '.gitignore': 'dist/\n' }
    const [lacking, complete] = [folderWith(files), folderWith({ '.gitignore': 'node_modules\n' })]

    expect((await init(lacking, '--package')).stderr).toContain('add node_modules/ to .gitignore')
    expect((await init(complete, '--package')).stderr).not.toContain('.gitignore')
    expect(filesBelow(lacking)).toMatchObject(files)
  })

  test('prints the files with --dry-run, and writes none', async () => {
    const folder = folderWith({})

    const { stdout, stderr } = await init(folder, 'shop', '--dry-run')

    expect(stdout).toContain('==> shop/profiles/dev_shop.yaml <==\n# Only dev_shop.')
    expect(stderr).toContain('nothing was written')
    expect(filesBelow(folder)).toEqual({})
  })
})

describe('what kdeploy init refuses, writing nothing', () => {
  test('all that is wrong with options, with what may be meant', async () => {
    const folder = folderWith({})
    const wrong = ['--name', 'My_Shop', '--template', 'web,worke', '--port', '0', '--env-types', 'a_b']

    const { stderr, exitCode } = await init(folder, ...wrong)

    expect(exitCode).toBe(2)
    expect(stderr).toContain('--name: "My_Shop" is not a name')
    expect(stderr).toContain(
      '--template: "web,worke" has worke, which is not a template of the library; did you mean worker?',
    )
    expect(stderr).toContain('--port: "0" is not a port')
    expect(stderr).toContain('--env-types: "a_b" has a_b, which is not an env type')
    expect(filesBelow(folder)).toEqual({})
  })

  test.each([
    [['--template', 'keda,autoscaler'], 'a workload has one or the other'],
    [['--from', 'a.yaml', '--image', 'x'], "--image is about the library's templates"],
    [['--selector', 'a=b'], '--selector chooses among what --from all takes'],
    [['--from', 'all', '--from', 'a.yaml'], '--from takes live objects or files, not both at once'],
    [['--from', 'web'], '--from: "web" is neither KIND/NAME nor a file or folder that exists'],
    [['--from', 'missing.yaml'], 'missing.yaml does not exist'],
  ])('%j', async (args, message) => {
    const { stderr, exitCode } = await init(folderWith({ 'a.yaml': service }), 'new', ...args)

    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
  })

  test('files in the place of its own, and what would become part of the project', async () => {
    const before = {
      'kdeploy.yaml': 'mine',
      'templates/other.yaml': 'x',
      'profiles/default.yaml': 'y',
      'README.md': 'z',
    }
    const folder = folderWith(before)

    const { stderr, exitCode } = await init(folder)

    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /kdeploy\.yaml exists\n.*profiles\/default\.yaml exists\n.*templates\/other\.yaml would be part of the project/s,
    )
    expect(filesBelow(folder)).toEqual(before)
  })

  test('a whole project, whose first files are named and the rest counted', async () => {
    const folder = folderWith({})
    await init(folder, '--yes')

    const { stderr, exitCode } = await init(folder, '--yes')

    expect(exitCode).toBe(2)
    expect(stderr).toContain('kdeploy.yaml exists')
    expect(stderr).toMatch(/\n {2}and \d+ more\nhint: nothing was written/)
    expect(stderr.split('\n').length).toBeLessThan(12)
  })

  test('a link in the place of a folder', async () => {
    const outside = folderWith({})
    const folder = folderWith({})
    symlinkSync(outside, join(folder, 'templates'))

    const { stderr, exitCode } = await init(folder)

    expect(exitCode).toBe(2)
    expect(stderr).toContain('templates is a link, which is not followed')
    expect(filesBelow(outside)).toEqual({})
  })

  test('a folder that is a file', async () => {
    expect((await init(folderWith({ shop: '' }), 'shop')).stderr).toContain('shop is not a folder')
  })
})

describe('kdeploy init --from plain YAML', () => {
  const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      containers: [{name: web, image: "x/web:1.0", env: [{name: A, value: "{{ a }}"}]}]
`

  test("has no schema of variables, which are the project's own", async () => {
    const folder = folderWith({ 'k8s/web.yaml': web })

    await init(folder, 'new', '--from', 'k8s')
    const files = filesBelow(join(folder, 'new'))

    expect(files['kdeploy.yaml']).not.toContain('schema')
    expect(Object.keys(files)).not.toContain('templates/_variables.schema.yaml')
  })

  test('keeps the files of a folder, with the values that profiles differ in taken out', async () => {
    const folder = folderWith({
      'k8s/web.yaml': web,
      'k8s/net/_service.json': JSON.stringify({ ...asJson(service) }),
      'k8s/README.md': '',
    })

    const { exitCode, stderr } = await init(folder, 'new', '--from', 'k8s', '--name', 'shop')
    const files = filesBelow(join(folder, 'new'))

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(files).toMatchObject({
      'profiles/default.yaml': expect.stringContaining('namespace: shop\n'),
      'profiles/prod_shop.yaml': expect.stringContaining('variables:\n  image_tag: "1.0"\n  replicas: 3\n'),
      'templates/net/service.yaml': expect.stringContaining('"kind":"Service"'),
      'templates/web.yaml': expect.stringContaining(
        'image: "x/web:{{ image_tag }}", env: [{name: A, value: "{% raw %}{{ a }}{% endraw %}"}]',
      ),
    })
    const render = await kdeploy(['render', '-p', 'prod_shop', '--raw', '-t', 'web.yaml'], { cwd: join(folder, 'new') })
    expect(render.stdout.trimEnd()).toBe(web.trimEnd())
    expect(await kdeploy(['test'], { cwd: join(folder, 'new') })).toMatchObject({ exitCode: 0 })
  })

  test('renders every file of a folder, whatever it is called', async () => {
    const named = (name: string) => service.replace('name: a', `name: ${name}`)
    const folder = folderWith({
      'k8s/a.yaml': named('a'),
      'k8s/b.YAML': named('b'),
      'k8s/c.JSON': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }),
      'k8s/pkg/app/x/d.yaml': named('d'),
      'k8s/pkg/e.yaml': named('e'),
    })

    expect(await init(folder, 'new', '--from', 'k8s', '--name', 'shop')).toMatchObject({ exitCode: 0 })
    const { stdout } = await kdeploy(['render', '-p', 'prod_shop'], { cwd: join(folder, 'new') })
    expect([...stdout.matchAll(/^ {2}name: (\w)$/gm)].map(([, name]) => name).toSorted()).toEqual([...'abcde'])
  })

  test('has a test that passes where two namespaces have the same', async () => {
    const folder = folderWith({
      'k8s/a.yaml': service,
      'k8s/b.yaml': service.replace('namespace: shop', 'namespace: b'),
    })

    expect(await init(folder, 'new', '--from', 'k8s', '--name', 'shop')).toMatchObject({ exitCode: 0 })
    expect(filesBelow(join(folder, 'new'))['tests/shop.yaml']).toContain('namespace: shop\n')
    expect(await kdeploy(['test'], { cwd: join(folder, 'new') })).toMatchObject({ exitCode: 0, stderr: '' })
  })

  test('has a template for each object of stdin', async () => {
    const folder = folderWith({})
    const second = service.replace('name: a', 'name: b')

    await kdeploy(['init', '--from', '-', '--name', 'shop'], {
      cwd: folder,
      input: `---\n# Source: x\n${service}---\n${second}`,
    })

    expect(filesBelow(folder)).toMatchObject({
      'templates/service-a.yaml': `# Source: x\n${service}`,
      'templates/service-b.yaml': second,
    })
  })

  test("leaves out what a dry run of kubectl prints of stdin's objects though nobody set it", async () => {
    const folder = folderWith({})
    const input =
      'apiVersion: v1\nkind: Service\nmetadata:\n  creationTimestamp: null\n  name: a\nstatus:\n  loadBalancer: {}\n'

    await kdeploy(['init', '--from', '-', '--name', 'shop'], { cwd: folder, input })

    expect(filesBelow(folder)['templates/service-a.yaml']).toBe('apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n')
  })

  test('leaves out Secrets, and says so', async () => {
    const folder = folderWith({})
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: swordfish}\n'

    const { stderr } = await kdeploy(['init', '--from', '-'], { cwd: folder, input: `${secret}---\n${service}` })

    expect(stderr).toContain('left out: Secret db, whose values must not stand in a file')
    expect(JSON.stringify(filesBelow(folder))).not.toContain('swordfish')
    const only = await kdeploy(['init', 'x', '--from', '-'], { cwd: folder, input: secret })
    expect(only).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there are only Secrets') })
    expect(only.stderr).not.toContain('swordfish')
  })

  test('writes no value of a Secret to any file, in whatever form it is there', async () => {
    const folder = folderWith({
      'k8s/list.yaml': 'apiVersion: v1\nkind: SecretList\nitems:\n- {metadata: {name: a}, data: {p: Q0FOQVJZMQ==}}\n',
      'k8s/maps.yaml': 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- {metadata: {name: a}, data: {p: public}}\n',
      'k8s/misspelt.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: b}\nstringdata: {p: CANARY2}\n',
      'k8s/end.yaml': `${service}...\napiVersion: v1\nkind: Secret\nmetadata: {name: c}\ndata: {p: Q0FOQVJZMw==}\n`,
    })

    const { stderr, stdout, exitCode } = await init(folder, 'new', '--from', 'k8s')
    const written = JSON.stringify(filesBelow(join(folder, 'new')))

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/Secret a.*Secret b/s) })
    expect(written).toContain('public')
    expect(`${written}${stdout}${stderr}`).not.toMatch(/CANARY|Q0FOQVJZ/)
  })

  test('tells of hooks of Helm', async () => {
    const hook = `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {helm.sh/hook: pre-install}}\nspec: {}\n`

    const { stderr } = await kdeploy(['init', '--from', '-'], { cwd: folderWith({}), input: `${service}---\n${hook}` })

    expect(stderr).toContain('hooks of Helm, which an apply deploys like other objects')
    expect(stderr).toContain(': Job j\n')
  })

  test.each([
    ['kustomization.yaml', 'resources: [a.yaml]\n', 'kubectl kustomize k8s | kdeploy init --from -'],
    ['Chart.yaml', 'name: a\n', 'helm template NAME k8s | kdeploy init --from -'],
    ['values.yaml', 'image: a\n', 'k8s/values.yaml:1:1'],
    ['b.yaml', service, 'is rendered twice'],
    ['c.yaml', 'a: [\n', 'k8s/c.yaml:2:1: invalid YAML'],
  ])('refuses a folder with %s that is something else', async (name, text, message) => {
    const folder = folderWith({ 'k8s/a.yaml': service, [`k8s/${name}`]: text })

    const { stderr, exitCode } = await init(folder, 'new', '--from', 'k8s')

    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
  })

  test('follows no link that leads out of the folder', async () => {
    const folder = folderWith({ 'outside.yaml': service })
    mkdirSync(join(folder, 'k8s'))
    symlinkSync('../outside.yaml', join(folder, 'k8s/a.yaml'))

    expect(await init(folder, 'new', '--from', 'k8s')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('points outside'),
    })
  })
})

test.skipIf(process.platform === 'win32')('leaves nothing of a project that it can write only half of', () => {
  const large = JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'b' },
    data: { a: 'x'.repeat(90_000) },
  })
  const folder = folderWith({ 'k8s/a.yaml': service, 'k8s/b.json': large })
  // No file may have more than some kilobytes: the second is opened, and can't be filled.
  const limited = 'ulimit -f 16; exec "$0" "$@"'
  const command = [program.file, ...program.args('init', 'new', '--from', 'k8s')]

  const { status, stderr } = spawnSync('sh', ['-c', limited, ...command], { cwd: folder, encoding: 'utf8' })

  expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('EFBIG') })
  expect(Object.keys(filesBelow(folder)).toSorted()).toEqual(['k8s/a.yaml', 'k8s/b.json'])
})

// script(1) takes other arguments elsewhere.
describe.skipIf(process.platform !== 'linux')('kdeploy init on a terminal', () => {
  test('asks, with a default in brackets, and asks again where an answer is wrong', async () => {
    const folder = folderWith({})
    const running = startOnTerminal(['init'], { cwd: folder, env: {}, typed: true, columns: 200 })
    const answers: [string, string][] = [
      ['name of the project [', 'shop'],
      ['[web]: ', 'web,worker'],
      ['image [', 'x:1'],
      ['port that it listens on [8080]: ', 'http'],
      ['is not a port', '9090'],
      ['env types [dev,prod]: ', ''],
      ['namespace [shop-{{ env_type }}]: ', ''],
    ]
    for (const [question, answer] of answers) {
      await expect.poll(() => running.output(), { timeout: 10_000 }).toContain(question)
      running.child.stdin?.write(`${answer}\r`)
    }
    const { exitCode } = await running.result

    expect(exitCode).toBe(0)
    expect(filesBelow(folder)['profiles/default.yaml']).toContain('app: shop\n  image: x:1\n  port: 9090\n')
    expect(Object.keys(filesBelow(folder))).toContain('templates/worker.yaml')
  })

  test('takes what is typed ahead, and writes nothing where the input ends', async () => {
    const folder = folderWith({})
    const running = startOnTerminal(['init'], { cwd: folder, env: {}, typed: true })
    await expect.poll(() => running.output(), { timeout: 10_000 }).toContain('name of the project')
    running.child.stdin?.write('shop\rweb\r')
    await expect.poll(() => running.output(), { timeout: 10_000 }).toContain('image [')
    running.child.stdin?.write('\u0004')
    const { exitCode, stdout } = await running.result

    expect(exitCode).toBe(2)
    expect(stdout).toContain('cancelled; nothing was written')
    expect(filesBelow(folder)).toEqual({})
  })

  test('says at Ctrl-C that nothing was written, and of no state that it could continue from', async () => {
    const folder = folderWith({})
    const running = startOnTerminal(['init'], { cwd: folder, env: {}, typed: true })
    await expect.poll(() => running.output(), { timeout: 10_000 }).toContain('name of the project')
    running.child.stdin?.write('\u0003')
    const { exitCode, stdout } = await running.result

    expect(exitCode).toBe(130)
    expect(stdout).toContain('interrupted by SIGINT; nothing was written')
    expect(stdout).not.toMatch(/rerun|error:/)
    expect(filesBelow(folder)).toEqual({})
  })
})

function asJson(text: string) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: /name: (\w+)/.exec(text)?.[1], namespace: 'shop' },
    spec: { ports: [{ port: 80 }] },
  }
}
