import { afterEach, describe, expect, test } from 'vitest'
import { startProxy } from '../support/cluster/local-server.ts'
import { makeCertificate } from '../support/comments/certificate.ts'
import type { CodeHostStub } from '../support/comments/code-host-stub.ts'
import { githubJob, gitlabJob } from '../support/comments/comment-world.ts'
import { startGitHub } from '../support/comments/github-stub.ts'
import { startGitLab } from '../support/comments/gitlab-stub.ts'
import { kdeploy } from '../support/kdeploy.ts'
import type { ProgramResult } from '../support/program.ts'
import { createProject as createFolder, type Project } from '../support/projects/project.ts'

const token = 'ghs_0123456789abcdef0123456789abcdef0123'
const open: CodeHostStub[] = []
const projects: Project[] = []
afterEach(async () => {
  for (const project of projects.splice(0)) await project.remove()
  for (const stub of open.splice(0)) {
    expect(stub.violations).toEqual([])
    await stub.close()
  }
})

async function gitHub(): Promise<CodeHostStub> {
  const stub = await startGitHub({ token, author: 'github-actions[bot]' })
  open.push(stub)
  return stub
}

async function createProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const project = await createFolder({ files })
  projects.push(project)
  return project
}

const good = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {greeting: hello}\n'
const files = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/prod_a.yaml': 'namespace: shop\n',
  'profiles/prod_b.yaml': 'namespace: shop\n',
  'templates/web.yaml': good,
}

const broken = `${good.trim()}\nimmutable: "@team"\n`

/** Without the time that requests take. */
async function validate(
  folder: string,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<ProgramResult> {
  const result = await kdeploy(['validate', '--comment', ...args], { cwd: folder, env: environment })
  expect(result.stdout + result.stderr).not.toContain(token)
  return result
}

describe('validate --comment', () => {
  test('comments on what it found, and says so once it is fixed', async () => {
    const stub = await gitHub()
    const job = githubJob(stub, token)
    const project = await createProject({ ...files, 'templates/web.yaml': broken })

    const first = await validate(project.folder, { ...job, GITHUB_WORKSPACE: project.folder })

    expect(first.exitCode).toBe(2)
    expect(first.stderr).toContain(
      'commented on pull request shop/app#7: https://github.example/shop/app/pull/7#issuecomment-1001\n',
    )
    expect(stub.comments).toHaveLength(1)
    const [comment] = stub.comments
    expect(comment?.body).toMatch(
      /^<!-- kdeploy validate: \. -->\n\n### kdeploy validate of `shop`\n\n0 of 2 profiles /,
    )
    expect(comment?.body).toContain('`templates/web.yaml:5:1`')
    expect(comment?.body).not.toMatch(/^[^`]*@team/m)
    expect(comment?.body).toMatch(
      /\n\n<sub>commit `111111111111`, \[job\]\(<https:\/\/github\.example\/shop\/app\/actions\/runs\/99>\)<\/sub>$/,
    )

    await project.write({ 'templates/web.yaml': good })
    const second = await validate(project.folder, { ...job, GITHUB_WORKSPACE: project.folder })

    expect(second).toMatchObject({ exitCode: 0 })
    expect(second.stderr).toContain('replaced the comment on pull request shop/app#7')
    expect(stub.comments).toHaveLength(1)
    expect(stub.comments[0]?.body).toContain(
      '\n2 of 2 profiles are valid (2 manifests); not checked against a cluster\n',
    )
  })

  test('comments on nothing where nothing was wrong, and once for profiles that are named', async () => {
    const stub = await gitHub()
    const job = githubJob(stub, token)
    const project = await createProject(files)
    expect(await validate(project.folder, job)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(stub.comments).toEqual([])

    await project.write({ 'templates/web.yaml': '{{ missing }}' })
    await validate(project.folder, job)
    await validate(project.folder, job, 'prod_b', 'prod_a')
    await validate(project.folder, job, 'prod_a', 'prod_b')
    expect(stub.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- kdeploy validate: . -->',
      '<!-- kdeploy validate: .%20prod_a%20prod_b -->',
    ])
  })

  test('comments on a project that is broken as a whole', async () => {
    const stub = await gitHub()
    const project = await createProject({ ...files, 'kdeploy.yaml': 'name: [\n' })
    const { exitCode } = await validate(project.folder, githubJob(stub, token), '-o', 'json')
    expect(exitCode).toBe(2)
    expect(stub.comments[0]?.body).toContain('kdeploy.yaml')
  })

  test('does the same on GitLab', async () => {
    const stub = await startGitLab({ token, author: '77' })
    open.push(stub)
    const project = await createProject({ ...files, 'templates/web.yaml': broken })
    const job = { ...gitlabJob(stub, token), CI_PROJECT_DIR: project.folder }
    expect((await validate(project.folder, job)).stderr).toContain(
      'commented on merge request shop/app!7: https://gitlab.example/shop/app/-/merge_requests/7#note_1001\n',
    )
    expect(stub.comments[0]?.body).toContain('<sub>commit `222222222222`, [job](<https://gitlab.example/')
  })

  test('reaches a host of your own by TLS through a proxy, as a process of its own does', async () => {
    const tls = makeCertificate('api.example')
    const stub = await startGitLab({ token, author: '77', tls })
    open.push(stub)
    const proxy = await startProxy()
    const project = await createProject({ ...files, 'templates/web.yaml': broken, 'ca.pem': tls.cert })
    const url = stub.url.replace('127.0.0.1', 'api.example')
    const job = { ...gitlabJob({ url }, token), CI_SERVER_TLS_CA_FILE: `${project.folder}/ca.pem` }
    const { exitCode, stderr } = await validate(project.folder, {
      ...job,
      HTTPS_PROXY: proxy.url,
      NODE_NO_WARNINGS: '1',
    })
    await proxy.close()
    expect(stderr).toContain('commented on merge request shop/app!7')
    expect(exitCode).toBe(2)
    expect(stub.comments).toHaveLength(1)
  })

  test.each([
    ['outside a CI job', {}, 'no comment: this is not a job of GitHub or GitLab\n'],
    ['for a branch', { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push' }, 'no comment: this job is not for a pull'],
    ['without a token', { ...githubJob({ url: 'http://x' }, '') }, 'warning: no comment: none of KDEPLOY_GITHUB_TOKEN'],
    [
      'without a server',
      githubJob({ url: 'http://127.0.0.1:1' }, token),
      'warning: no comment on pull request shop/app#7',
    ],
  ])('%s says so, and has the exit code that it has without', async (_, environment, told) => {
    const project = await createProject(files)
    const result = await validate(project.folder, environment)
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 of 2 profiles are valid') })
    expect(result.stderr).toContain(told)
  })
})
